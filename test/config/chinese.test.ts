import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../cli/config.ts';
import { parseYaml } from '../../lib/config/document.ts';
import { type Speech, speaking } from '../../lib/words/say.ts';
import { speechOf } from '../../lib/words/speech.ts';
import { CHINESE } from '../../lib/words/zh/chinese.ts';
import { PARSER } from '../../lib/words/zh/parser.ts';
import { projectRoot } from '../fences/cruise.ts';
import { chongqing, load, makeFolder, problemsOf } from './write-config.ts';

let chinese: Speech;
beforeAll(async () => {
  chinese = await speechOf('zh');
});

/** Texts that the parser refuses: together they make it say all that is translated. */
const REFUSED = [
  'a: 1\na: 2\n',
  'a:\n\tb: 1\n',
  'a: 1\n b: 2\n',
  'a:\n  b: 1\n c: 2\n',
  '-\n  - 1\n - 2\n',
  'a:\n  - b\n - c\n',
  'a: b: c\n',
  'a: 1\nb\nc: 2\n',
  'a: 1\n- b\n',
  'a: 1\nb',
  'a: [\n - b\n]\n',
  'a: { b: 1\nc: 2\n',
  'a: [ b\nc: 2\n',
  'a: "b\n',
  "a: 'b\n",
  'a: "b" c\n',
  'a: "C:\\models"\n',
  'a: @b\n',
  'a: `b`\n',
  'a: %b\n',
  'a: *b\n',
  'a: 1\n---\nb: 2\n',
];

function exhausting(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let n = 1; n < 12; n += 1)
    lines.push(`a${n}: &a${n} [${Array.from({ length: 9 }, () => `*a${n - 1}`).join(', ')}]`);
  return lines.join('\n');
}

test('the parser says each of its sentences that is translated', () => {
  const said = [...REFUSED, exhausting()].flatMap((text) => parseYaml(text).problems.map(({ message }) => message));
  expect(Object.keys(PARSER).filter((text) => !said.some((one) => one.startsWith(text)))).toEqual([]);
});

describe('in Chinese', () => {
  const platform = (more: string) => `platforms: { cq: ${chongqing(more)} }`;
  test.each<[string, string[]]>([
    ['a: 1\na: 2\n', ['modelrail.yaml:2：同一个键写了两次']],
    ['a: "C:\\models"\n', ['modelrail.yaml:1：双引号里的转义无效，Windows 路径请用单引号：\\m']],
    ['a: *b\n', ['modelrail.yaml:1：别名之前没有定义这个锚点：b']],
    ['- a\n', ['modelrail.yaml:1：须为键和值，如 "platforms:"']],
    ['worker: 1\n', ['modelrail.yaml:1：worker：须为键值对']],
    ['wroker: {}\n', ['modelrail.yaml:1：wroker 不是可用的键；是不是 worker？']],
    ['gateway:\n  prot: 1\n', ['modelrail.yaml:2：gateway 里的 prot 不是可用的键；是不是 port？']],
    ['gateway: { port: 70000 }\n', ['modelrail.yaml:1：gateway.port：不能大于 65535']],
    ['gateway: { port: -1 }\n', ['modelrail.yaml:1：gateway.port：不能小于 0']],
    ['gateway: { port: x }\n', ['modelrail.yaml:1：gateway.port：须为数字']],
    ['gateway: { port: 1.5 }\n', ['modelrail.yaml:1：gateway.port：须为整数']],
    ['gateway: { publicUrl: x }\n', ['modelrail.yaml:1：gateway.publicUrl：须为网址']],
    ['gateway: { tokens: [12345] }\n', ['modelrail.yaml:1：gateway.tokens[0]：须为文本（要加引号）']],
    ['temporal: { namespace: "" }\n', ['modelrail.yaml:1：temporal.namespace：不能为空']],
    ['worker: { roles: [] }\n', ['modelrail.yaml:1：worker.roles：不能为空']],
    ['worker: { roles: [x] }\n', ['modelrail.yaml:1：worker.roles[0]：须为 control 或 files']],
    ['temporal: { address: x }\n', ['modelrail.yaml:1：temporal.address：须为 HOST:PORT']],
    ['sources: { shared: 1 }\n', ['modelrail.yaml:1：sources.shared：须为 true 或 false']],
    [
      'gateway: { headerTimeout: 10, maxBodySize: 4MB }\n',
      [
        'modelrail.yaml:1：gateway.headerTimeout：须为时长，如 30s（单位：ms、s、m、h、d）（要加引号）',
        'modelrail.yaml:1：gateway.maxBodySize：须为大小，如 4MiB（单位：B、KiB、MiB、GiB），不能是 4MB',
      ],
    ],
    ['notify: { "a b": { url: "http://h", form: feishu } }\n', ['modelrail.yaml:1：notify.a b：须为名字']],
    ['platforms: []\n', ['modelrail.yaml:1：platforms：须为名字和各自的设置']],
    ['platforms: { a: 1 }\n', ['modelrail.yaml:1：platforms.a：须为它的设置，如 "kind:"']],
    ['platforms: { a: {} }\n', ['modelrail.yaml:1：platforms.a 里缺少键 kind']],
    [
      'platforms: { a: { kind: persagi } }\n',
      ['modelrail.yaml:1：platforms.a 里的种类 persagi 不存在；是不是 persagy？'],
    ],
    ['platforms: { a: { kind: persagy } }\n', ['modelrail.yaml:1：platforms.a 里缺少键 baseUrl']],
    [
      platform(', proxy: "ftp://h"'),
      ['modelrail.yaml:1：platforms.cq.proxy：须为 HTTP 代理的网址，如 http://proxy.example.com:3128，或 env，或 none'],
    ],
    [platform(', upload: { bwlimit: x }'), [expect.stringMatching(/upload\.bwlimit：限速不能是 x：写速率/) as string]],
    [
      `${platform('')}\nsyncs: { a: { platform: cq, project: { id: P }, source: ., cron: "61 * * * *", timezone: Mars } }\n`,
      [
        'modelrail.yaml:2：syncs.a.cron "61 * * * *" 的分钟是 61，而它须为 0 到 59',
        'modelrail.yaml:2：syncs.a.timezone 不认识：Mars',
      ],
    ],
    [
      `${platform('')}\nsyncs: { a: { platform: dq, project: { id: P }, source: ., every: 1x } }\n`,
      [
        'modelrail.yaml:2：syncs.a.every 须为时长，如 30s、15m 或 1h，不能是 1x',
        'modelrail.yaml:2：syncs.a.platform 是 dq，没有配置这个平台；是不是 cq？',
      ],
    ],
  ])('what is wrong with %j is told', async (text, lines) => {
    const told = await speaking(chinese, async () => {
      const cwd = await makeFolder({ 'modelrail.yaml': text });
      return problemsOf(readConfig(undefined, {}, cwd));
    });
    expect(told.toSorted((a, b) => a.localeCompare(b))).toEqual(lines);
  });

  test('what is wrong with a value that is put in is told, and never shows it', async () => {
    const text = `platforms: { cq: ${chongqing()}, dq: { kind: persagy, baseUrl: "\${URL}", username: u, password: "\${file:secret}" } }\nworker: { memory: 1MiB }\n`;
    const env = { URL: 'secret-address' };
    const told = async (name: string, options: Parameters<typeof load>[1]) =>
      speaking(chinese, async () => {
        const config = await load(text, options);
        return problemsOf(() => config.platform(name));
      });
    expect(await told('cq', {})).toEqual([
      'modelrail.yaml:1：platforms.cq.upload.chunkSize：一个分块要 4 MiB，worker.memory（1 MiB）放不下',
    ]);
    expect(await told('dq', {})).toEqual([
      'modelrail.yaml:1：platforms.dq.baseUrl：环境变量 URL 没有设置',
      'modelrail.yaml:1：platforms.dq.password：文件 secret 不存在',
    ]);
    expect(await told('dq', { env, files: { secret: 'a\nb\n' } })).toEqual([
      'modelrail.yaml:1：platforms.dq.baseUrl：须为网址，如 https://bim.example.com，不能是 ${URL}',
      'modelrail.yaml:1：platforms.dq.password：里面有看不见的字符：换行（U+000A）',
    ]);
  });
});

/** Code whose problems users meet: what stands there as a text has a translation. */
const PLACES = ['lib/config', 'lib/requests', 'lib/sync', 'platforms', 'contracts'];
const FILES =
  /(?:lib[\\/](?:config|requests)[\\/].*|check-declaration|cron|labels|[\\/]settings|[\\/]request|platforms[\\/][a-z]+)\.ts$/;
/** Told where no person reads it. */
const UNTOLD = ['is no sync of this program'];

test('there is Chinese for what schemas and declarations say', async () => {
  const texts = await Promise.all(
    PLACES.map(async (place) => {
      const names = await readdir(join(projectRoot, place), { recursive: true });
      const paths = names.map((name) => join(place, name)).filter((path) => FILES.test(path));
      return await Promise.all(paths.map((path) => readFile(join(projectRoot, path), 'utf8')));
    }),
  );
  const said = [
    ...texts
      .flat()
      .join('\n')
      .matchAll(/\b(?:message|error|problem): '([^']+)'/g),
  ].map(([, text = '']) => text);
  expect(said.length).toBeGreaterThan(15);
  expect(said.filter((text) => !(text in CHINESE) && !UNTOLD.includes(text))).toEqual([]);
});
