import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { createWebhookAddresses, keyFrom } from '../../lib/webhooks/addresses.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

const TOKEN = 'gateway-token-12345';

let system: TestSystem;
let gateway: TestGateway;
let url: string;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system, { tokens: [TOKEN], requestsPerMinute: 20 });
  ({ url } = gateway);
});
afterAll(async () => {
  await gateway?.stop();
  await system?.[Symbol.asyncDispose]();
});

function addressOf(job: string, key = keyFrom(TOKEN)): string {
  return createWebhookAddresses(url, key).addressOf({ workflowId: 'ended-long-ago', job }, Date.now() + 60_000);
}

it('takes calls of its addresses without a bearer token, of any type and form, and of any number', async () => {
  for (const [headers, body] of [
    [{}, undefined],
    [{ 'content-type': 'application/json' }, '{"status":'],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 'a=b'],
    [{ 'content-type': 'application/octet-stream' }, 'x'.repeat(5_000_000)],
  ] as const) {
    const response = await fetch(addressOf('c1'), { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
    expect(response.status).toBe(204);
  }
  const statuses = await Promise.all(
    Array.from({ length: 100 }, async (_, job) => (await fetch(addressOf(`c${job}`), { method: 'POST' })).status),
  );
  expect(new Set(statuses)).toEqual(new Set([204]));
});

it('refuses what it does not know, and counts it', async () => {
  const guess = () => fetch(addressOf('c1', keyFrom('guessed')), { method: 'POST' });
  const first = await guess();
  expect(first.status).toBe(404);
  expect(await first.json()).toMatchObject({ type: 'urn:modelrail:error:NotFound' });
  const statuses: number[] = [];
  for (let call = 0; call < 25; call += 1) statuses.push((await guess()).status);
  expect(statuses).toContain(429);
  expect((await fetch(addressOf('c1'), { method: 'POST' })).status).toBe(204);
});

it('counts what it does not know together with every other call of that address', async () => {
  const limited = await startGateway(system, { tokens: [TOKEN], requestsPerMinute: 20 });
  onTestFinished(() => limited[Symbol.asyncDispose]());
  const unknown = createWebhookAddresses(limited.url, keyFrom('guessed'));
  const guess = unknown.addressOf({ workflowId: 'none', job: 'c1' }, Date.now() + 60_000);
  for (let call = 0; call < 10; call += 1) {
    expect((await fetch(guess, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${limited.url}/v1/ingestions`)).status).toBe(401);
  }
  expect((await fetch(guess, { method: 'POST' })).status).toBe(429);
  expect((await fetch(`${limited.url}/v1/ingestions`)).status).toBe(429);
});
