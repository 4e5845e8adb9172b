import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

/** With room for what is to come. */
const MAX_GZIPPED_BYTES = 100 * 1024;

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

/** What a browser without a token gets. */
function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}${path}`, { headers });
}

/** The page and what it names. */
async function readPage(): Promise<{ document: string; parts: string[] }> {
  const document = await (await get('/')).text();
  return { document, parts: [...document.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path) };
}

test('the page and all that it loads come without a token, and small', async () => {
  const { document, parts } = await readPage();
  expect(parts.map((part) => part.replace(/^.*\./, '')).toSorted()).toEqual(['css', 'js', 'svg']);
  let size = gzipSync(document).length;
  for (const part of parts) {
    const answer = await get(`/${part}`, { 'accept-encoding': 'identity' });
    expect.soft({ part, status: answer.status }).toEqual({ part, status: 200 });
    expect.soft(answer.headers.get('cache-control')).toContain('immutable');
    expect.soft(answer.headers.get('x-content-type-options')).toBe('nosniff');
    size += gzipSync(Buffer.from(await answer.arrayBuffer())).length;
  }
  expect(size).toBeLessThan(MAX_GZIPPED_BYTES);
  expect((await get('/page/other.js')).status).toBe(404);
});

test('it lets a browser load from the gateway alone, and nothing of it needs more', async () => {
  const { headers } = await get('/');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy.split('; ').toSorted()).toEqual([
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "require-trusted-types-for 'script'",
    "script-src 'self'",
    "style-src 'self'",
    "trusted-types 'none'",
  ]);
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('set-cookie')).toBeNull();
  const { document, parts } = await readPage();
  expect(document).not.toMatch(/<style|style=|<script>|\son\w+=/);
  for (const part of parts) {
    const text = await (await get(`/${part}`)).text();
    // Names of the languages of documents, and examples in sentences, are no addresses that are asked.
    const addresses = [...text.matchAll(/\bhttps?:\/\/[^"'`)\s]+/g)].map(([address]) => address);
    const asked = addresses.filter((address) => !/^https?:\/\/(?:www\.w3\.org\/|\w+\.example\.com\b)/.test(address));
    expect.soft(asked).toEqual([]);
  }
});

test('what /v1 answers still needs the token, and /docs is there beside it', async () => {
  expect((await get('/v1/overview')).status).toBe(401);
  expect((await get('/docs/')).status).toBe(200);
  expect((await get('/v1/')).status).toBe(401);
});

test('it is sent compressed to those who take that', async () => {
  const packed = await get('/', { 'accept-encoding': 'gzip' });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.headers.get('vary')).toContain('accept-encoding');
  const plain = await get('/', { 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(await packed.text()).toBe(await plain.text());
});
