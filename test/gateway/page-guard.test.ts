import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

const PORTAL = 'https://portal.example';
let system: TestSystem;
let gateway: TestGateway;
let withToken: TestGateway;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system, { tokens: [], corsOrigins: [PORTAL] });
  withToken = await startGateway(system);
});

afterAll(async () => {
  await Promise.all([gateway.stop(), withToken.stop()]);
  await system[Symbol.asyncDispose]();
});

/** The status of a call with headers as a browser sends them: `fetch` would not let all of them be set. */
async function statusOf(to: TestGateway, method: string, path: string, headers: Record<string, string>) {
  const call = request(`${to.url}${path}`, { method, headers }).end();
  // as: what the event brings.
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

const FOREIGN: [string, Record<string, string>][] = [
  ['of another origin', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['of a file or a sandbox', { origin: 'null' }],
  ['of another port of this machine', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }],
  ['that leaves out its origin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
];

describe('a gateway without tokens', () => {
  test.each(FOREIGN)('takes nothing from a page %s', async (_what, headers) => {
    const calls = [
      ['POST', '/v1/ingestions/x/cancel'],
      ['POST', '/v1/ingestions/x/retry'],
      ['POST', '/v1/ingestions'],
      ['POST', '/v1/files'],
      ['DELETE', `/v1/files/${'0'.repeat(32)}`],
      ['GET', '/v1/ingestions/x/events'],
    ] as const;
    for (const [method, path] of calls) {
      expect([method, path, await statusOf(gateway, method, path, headers)]).toEqual([method, path, 403]);
    }
  });

  test('says why in a problem', async () => {
    const answer = await gateway.call('/v1/ingestions/x/cancel', {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(answer).toMatchObject({
      status: 403,
      body: { type: 'urn:modelrail:error:PermissionDenied', detail: expect.stringContaining('gateway.corsOrigins') },
    });
  });

  test.each<[string, () => Record<string, string>]>([
    ['a program', () => ({})],
    ['its own page', () => ({ origin: gateway.url, 'sec-fetch-site': 'same-origin' })],
    [
      'its own page, called localhost',
      () => ({
        origin: `http://localhost:${new URL(gateway.url).port}`,
        host: `localhost:${new URL(gateway.url).port}`,
      }),
    ],
    ['a page of a configured origin', () => ({ origin: PORTAL, 'sec-fetch-site': 'cross-site' })],
  ])('takes calls from %s', async (_what, headers) => {
    expect(await statusOf(gateway, 'POST', '/v1/ingestions/x/cancel', headers())).toBe(404);
    expect(await statusOf(gateway, 'GET', '/v1/ingestions', headers())).toBe(200);
  });

  test('lets a configured origin send files, and no other one ask what it may send', async () => {
    const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'tus-resumable' };
    const allowed = async (origin: string) => {
      const answer = await fetch(`${gateway.url}/v1/files`, { method: 'OPTIONS', headers: { ...asked, origin } });
      return answer.headers.get('access-control-allow-origin');
    };
    expect([await allowed(PORTAL), await allowed('https://evil.example')]).toEqual([PORTAL, null]);
  });

  test('shows what is asked for by a link of another page', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(await statusOf(gateway, 'GET', '/docs/', headers)).toBe(200);
    expect(await statusOf(gateway, 'POST', '/v1/ingestions/x/cancel', headers)).toBe(403);
  });
});

test('with tokens the token decides, which no page has by chance', async () => {
  expect(await statusOf(withToken, 'POST', '/v1/ingestions/x/cancel', { origin: 'https://evil.example' })).toBe(401);
  const answer = await withToken.call('/v1/ingestions/x/cancel', { method: 'POST', headers: { origin: PORTAL } });
  expect(answer.status).toBe(404);
});
