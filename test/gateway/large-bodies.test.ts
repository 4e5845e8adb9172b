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
  await gateway.kill();
  await system[Symbol.asyncDispose]();
});

const filled = (part: string, bytes = BYTES) => part.repeat(Math.floor(bytes / part.length));

function manyKeys(count: number): string {
  return Array.from({ length: count }, (_, index) => `"key${index}":1`).join(',');
}

async function refusalOf(body: string): Promise<{ status: number; detail: string }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await gateway.call<{ detail: string }>('/v1/ingestions', { method: 'POST', body, headers });
  return { status: answer.status, detail: answer.body.detail };
}

describe('a body of 4 MiB', () => {
  test.each<[string, () => string, RegExp]>([
    ['nested lists', () => filled('['), /more than 32 levels/],
    ['nested objects', () => filled('{"a":'), /more than 32 levels/],
    ['deep, and JSON', () => `{"files":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /more than 32 levels/],
    ['small files', () => `${head},"files":[${filled('{"source":"/a"},')}{}]}`, /more than 250000 values/],
    ['numbers', () => `[${filled('1,')}1]`, /more than 250000 values/],
    ['keys', () => `{${manyKeys(300_000)}}`, /more than 250000 values/],
    ['one key', () => `{"${filled('k')}":1}`, /a key of \d+ characters/],
    ['a key of the platform', () => `${head},"files":[],"${filled('platform')}":1}`, /a key of \d+ characters/],
    ['one text where a list belongs', () => `${head},"files":"${filled('x')}"}`, /files must be a list, not "x{199}…/],
    ['one name', () => `${head},"files":[{"source":"${model}","name":"${filled('x')}.ifc"}]}`, /longer than/],
    ['the name of a platform', () => `{"platform":"${filled('c')}","files":[{"source":"/a"}]}`, /platform is "c/],
    ['escapes', () => `${head},"files":"${filled('\\u4e2d')}"}`, /files must be a list/],
    ['blanks', () => filled(' '), /no JSON/],
    ['quotes', () => filled('"'), /no JSON/],
  ])('of %s is refused in a few words', async (_what, body, words) => {
    const { status, detail } = await refusalOf(body());
    expect([status, detail]).toEqual([422, expect.stringMatching(words)]);
    expect(detail.length).toBeLessThan(200_000);
  });
});

test('of very many problems the first hundred are told, and how many are left', async () => {
  const { status, detail } = await refusalOf(`${head},"files":[{"source":"/a"}],${manyKeys(50_000)}}`);
  const lines = detail.split('\n');
  expect([status, lines.length, lines.at(0), lines.at(-1)]).toEqual([
    422,
    101,
    'key0 is an unknown key',
    '… and 49900 more',
  ]);
});

test('of very many files some are looked at, and none behind those that are wrong', async () => {
  const files = Array.from({ length: 20_000 }, (_, index) => ({
    source: index < 700 ? `/a/${index}.ifc` : 'relative',
  }));
  const { status, detail } = await refusalOf(JSON.stringify({ ...system.request([]), files }));
  const lines = detail.split('\n');
  expect(status).toBe(422);
  expect(lines.at(0)).toBe('files[700].source must be an absolute path, not "relative"');
  expect(lines.at(-1)).toBe('files[1000] and those behind it were not looked at');
});
