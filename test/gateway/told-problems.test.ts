import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSayer, type Sentence } from '../../contracts/sentences.ts';
import { OVER_HTTP } from '../../lib/words/zh/over-http.ts';
import { projectRoot } from '../fences/cruise.ts';
import { type CallInit, startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let gateway: TestGateway;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system);
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

interface Told {
  detail: string;
  told?: Sentence[];
}

/** What a reader of Chinese sees of a problem. */
function chineseOf({ detail, told }: Told): string {
  return createSayer(told, (text) => OVER_HTTP[text])(detail);
}

const TUS = { 'tus-resumable': '1.0.0' };

test.each<[string, CallInit, number, string, string]>([
  ['/v1/nothing', {}, 404, 'there is nothing at this address', '这个地址上没有内容'],
  [
    '/v1/ingestions/a',
    { method: 'DELETE' },
    405,
    'DELETE is not allowed here, only GET, HEAD, PATCH',
    '这里不能用 DELETE，只能用 GET、HEAD、PATCH',
  ],
  ['/v1/ingestions', { body: '{"a' }, 422, 'the body is not valid JSON', '请求正文不是有效的 JSON'],
  [
    '/v1/ingestions/%20',
    {},
    422,
    'path id: an id is 1 to 200 of A-Z a-z 0-9 . _ -',
    '地址中的 id：编号须为 1 到 200 个 A-Z a-z 0-9 . _ -',
  ],
  [
    '/v1/ingestions?waiting=x&pageSize=0',
    {},
    422,
    'query waiting: Invalid option: expected one of "true"|"false"\nquery pageSize: Invalid string: must match pattern /^(?:[1-9][0-9]{0,2}|1000)$/',
    '查询参数 waiting：须为 "true"|"false" 之一\n查询参数 pageSize：须符合 /^(?:[1-9][0-9]{0,2}|1000)$/',
  ],
  [
    '/v1/ingestions',
    { headers: { authorization: 'Bearer x' } },
    401,
    'this bearer token is none of the gateway’s',
    '网关没有这个令牌',
  ],
  [
    '/v1/files',
    { method: 'POST', headers: { ...TUS, 'upload-length': '0', 'upload-metadata': 'filename YQ==' } },
    400,
    'a file without a byte is no model: send the length that it has, or Upload-Defer-Length: 1',
    '空文件不是模型：请发送它的实际长度，或 Upload-Defer-Length: 1',
  ],
  [
    '/v1/files',
    { method: 'POST', headers: TUS },
    400,
    'one of Upload-Length and Upload-Defer-Length is needed, once for an upload',
    '每个上传须有一次 Upload-Length 或 Upload-Defer-Length',
  ],
  [
    '/v1/files',
    { body: 'x', headers: { 'content-type': 'application/octet-stream' } },
    422,
    'the name of the file is missing: give it as ?name=house.ifc',
    '没有文件名：请写成 ?name=house.ifc',
  ],
  [
    '/v1/files/abc',
    { method: 'DELETE', headers: TUS },
    404,
    'there is no file abc: it was delivered, removed, or has expired',
    '没有文件 abc：它已交付、已删除，或已过期',
  ],
  ['/v1/syncs/none/trigger', { method: 'POST' }, 404, 'there is no sync none', '没有同步 none'],
])('%s with %j is refused in English, with what says it in Chinese', async (path, init, status, detail, chinese) => {
  const { body, ...answer } = await gateway.call<Told>(path, init);
  expect({ status: answer.status, detail: body.detail }).toEqual({ status, detail });
  expect(chineseOf(body)).toBe(chinese);
});

test('each place of a wrong request has its own sentences', async () => {
  const wrong = {
    platform: 'cq',
    project: { name: 'House', stage: 'x' },
    files: [{ source: 'a.ifc', name: 'a' }, { source: '/none.ifc' }],
    options: { bwlimit: 'x', onModelError: 'stop', notify: ['desk'] },
    fils: 1,
  };
  const { status, body } = await gateway.call<Told & { errors: (Told & { pointer: string })[] }>('/v1/ingestions', {
    body: wrong,
  });
  expect(status).toBe(422);
  expect(body.errors.find(({ pointer }) => pointer === '/project/code')).toEqual({
    pointer: '/project/code',
    detail: 'is missing (a new project needs it; an existing one is given by its id alone)',
    told: [{ text: 'is missing (a new project needs it; an existing one is given by its id alone)', filling: {} }],
  });
  const chinese = Object.fromEntries(body.errors.map((error) => [error.pointer, chineseOf(error)]));
  expect(chinese).toEqual({
    '/project/code': '没有填写（新建项目必填；已有项目只写编号）',
    '/project/areaCode': '没有填写（新建项目必填；已有项目只写编号）',
    '/project/type': '没有填写（新建项目必填；已有项目只写编号）',
    '/project/stage': '须为整数，不能是 "x"',
    '/files/0/source': '须为绝对路径，不能是 a.ifc',
    '/files/0/name': '有误：a 没有扩展名，而平台靠它识别文件类型：请写 `name`',
    '/files/1/source': expect.stringMatching(/^\/none\.ifc 不在 sources\.roots 之下：/) as string,
    '/options/bwlimit': '有误：限速不能是 x：写速率，如 10M，或时间表，如 "08:00,512k 19:00,off"',
    '/options/onModelError': '须为 continue 或 fail，不能是 "stop"',
    '/fils': '不是可用的键；是不是 files？',
  });
  expect(chineseOf(body).split('\n')).toContain('fils 不是可用的键；是不是 files？');
});

test('what many wrong files have is told within bounds, and in Chinese', async () => {
  const files = Array.from({ length: 300 }, (_, at) => ({ source: `${at}.ifc` }));
  const { body } = await gateway.call<Told & { errors: Told[] }>('/v1/ingestions', {
    body: { platform: 'cq', project: { id: 'p-1' }, files },
  });
  expect(body.errors.map(chineseOf).filter((text) => !text.startsWith('须为绝对路径'))).toEqual([]);
  expect(chineseOf(body)).toMatch(/\nfiles\[100\] 及其后的文件没有检查$/);
  expect(JSON.stringify(body).length).toBeLessThan(100_000);
});

test('nothing is refused by the gateway in English alone', async () => {
  const names = await readdir(join(projectRoot, 'gateway'), { recursive: true });
  const paths = names.filter((name) => name.endsWith('.ts'));
  const code = await Promise.all(paths.map((name) => readFile(join(projectRoot, 'gateway', name), 'utf8')));
  const made = /\b(?:createProblem|new (?:ModelrailError|Refusal|SpoolElsewhere))\(\s*[^,()]+,\s*(?:'[^']*'|`[^`]*`)/g;
  // A fault of the program, of which the log has more; and what keeps a gateway from its start.
  const faults = /^new ModelrailError\(\s*'Internal'|gateway\.host is|\$\{bracketed\(host\)\}/;
  const bare = [...code.join('\n').matchAll(made)].map(([text]) => text);
  expect(bare.filter((text) => !faults.test(text))).toEqual([]);
});
