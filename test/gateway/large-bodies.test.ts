import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

/** Almost `gateway.maxBodySize`. */
const BYTES = 4 * 1024 ** 2 - 1024;
let system: TestSystem;
let gateway: TestGateway;
let head: string;
let model: string;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system);
  model = await system.addModel('house.ifc', 'ISO-10303-21;');
  const { files: _none, ...rest } = system.request([]);
  head = JSON.stringify(rest).slice(0, -1);
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

const filled = (part: string, bytes = BYTES) => part.repeat(Math.floor(bytes / part.length));

function manyKeys(count: number): string {
  return Array.from({ length: count }, (_, index) => `"key${index}":1`).join(',');
}

interface Refused {
  status: number;
  detail: string;
  errors?: { pointer: string; detail: string }[];
}

async function refusalOf(body: string): Promise<Refused> {
  const headers = { 'content-type': 'application/json' };
  const answer = await gateway.call<Refused>('/v1/ingestions', { method: 'POST', body, headers });
  return answer.body;
}

describe('a body of 4 MiB', () => {
  test.each<[string, () => string, RegExp]>([
    ['nested lists', () => filled('['), /more than 32 levels/],
    ['nested objects', () => filled('{"a":'), /more than 32 levels/],
    ['deep, and JSON', () => `{"files":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /more than 32 levels/],
    ['small files', () => `${head},"files":[${filled('{"source":"/a"},')}{}]}`, /more than 100000 values/],
    ['numbers', () => `[${filled('1,')}1]`, /more than 100000 values/],
    ['lists of one', () => `[${filled(`${'['.repeat(30)}${']'.repeat(30)},`)}1]`, /more than 200000 lists/],
    ['keys', () => `{${manyKeys(300_000)}}`, /an object of more than 200 keys/],
    ['keys of a file', () => `${head},"files":[{${manyKeys(90_000)}}]}`, /an object of more than 200 keys/],
    [
      'tags',
      () => `${head},"files":[{"source":"${model}","tags":[${filled('1,', 150_000)}1]}]}`,
      /a list of more than 500 values/,
    ],
    [
      'files that Temporal does not take',
      () => `${head},"files":[${filled('{"source":"/a/house.ifc"},', 2_100_000)}{}]}`,
      /too large for one ingestion/,
    ],
    ['one key', () => `{"${filled('k')}":1}`, /a key of \d+ characters/],
    ['a key of the platform', () => `${head},"files":[],"${filled('platform')}":1}`, /a key of \d+ characters/],
    ['one text where a list belongs', () => `${head},"files":"${filled('x')}"}`, /files must be a list, not "x{199}…/],
    ['one name', () => `${head},"files":[{"source":"${model}","name":"${filled('x')}.ifc"}]}`, /longer than/],
    ['the name of a platform alone', () => `{"platform":"${filled('c')}"}`, /longer than any platform accepts/],
    ['a long name of a platform', () => `{"platform":"${filled('c', 60_000)}"}`, /^platform is "c{200}"/],
    [
      'the name of a platform',
      () => `{"platform":"${filled('c')}","files":[{"source":"/a"}]}`,
      /longer than any platform accepts/,
    ],
    ['escapes', () => `${head},"files":"${filled('\\u4e2d')}"}`, /files must be a list/],
    ['blanks', () => filled(' '), /not valid JSON/],
    ['quotes', () => filled('"'), /not valid JSON/],
  ])('of %s is refused in a few words', async (_what, body, words) => {
    const { status, detail } = await refusalOf(body());
    expect([status, detail]).toEqual([422, expect.stringMatching(words)]);
    expect(detail.length).toBeLessThan(200_000);
  });
});

test('of very many problems the first hundred are told, and how many are left', async () => {
  const files = Array.from({ length: 30 }, (_, file) =>
    Object.fromEntries(Array.from({ length: 150 }, (_none, key) => [`f${file}k${key}`, 1])),
  );
  const { status, detail } = await refusalOf(JSON.stringify({ ...system.request([]), files }));
  const lines = detail.split('\n');
  expect([status, lines.length, lines.at(0), lines.at(-1)]).toEqual([
    422,
    101,
    'files[0].source is missing',
    '… and 4430 more',
  ]);
});

test('of very many files those behind the first hundred problems are not looked at', async () => {
  const files = Array.from({ length: 20_000 }, (_, index) => ({
    source: index < 700 ? `/a/${index}.ifc` : 'relative',
  }));
  const { status, detail, errors } = await refusalOf(JSON.stringify({ ...system.request([]), files }));
  const lines = detail.split('\n');
  expect([status, errors?.at(0)?.pointer]).toEqual([422, '/files/700/source']);
  expect(lines.at(0)).toBe('files[700].source must be an absolute path, not "relative"');
  expect(lines.at(-1)).toBe('files[800] and those behind it were not looked at');
});

test('as many tags as a file may have are taken', async () => {
  const tags = Array.from({ length: 500 }, (_, number) => `tag-${number}`);
  const body = { ...system.request([]), files: [{ source: model, tags }] };
  expect((await gateway.call('/v1/ingestions', { body })).status).toBe(202);
});

test('problems of files that lie far apart are told at once', async () => {
  const files = Array.from({ length: 350 }, (_, index) => ({
    source: index % 150 === 0 ? 'relative.ifc' : model,
  }));
  const { status, detail, errors } = await refusalOf(JSON.stringify({ ...system.request([]), files }));
  expect([status, errors?.map(({ pointer }) => pointer)]).toEqual([
    422,
    ['/files/0/source', '/files/150/source', '/files/300/source'],
  ]);
  expect(detail.split('\n')).toHaveLength(3);
});

test('of many files that are not there the first are named, and those behind them are not looked at', async () => {
  const files = Array.from({ length: 700 }, (_, index) => ({ source: `${model}.${index}.ifc` }));
  const { status, detail, errors } = await refusalOf(JSON.stringify({ ...system.request([]), files }));
  const lines = detail.split('\n');
  expect([errors?.length, errors?.at(-1)?.pointer]).toEqual([100, '/files/99/source']);
  expect([status, lines.at(0), lines.at(-1)]).toEqual([
    404,
    `${model}.0.ifc does not exist`,
    'files[100] and those behind it were not looked at',
  ]);
});
