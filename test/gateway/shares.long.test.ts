import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway, TOKENS } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { MIB, named, TUS, upload } from './tus-calls.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Opens a stream of events; it stays open until `stop` aborts. */
function follow(gateway: TestGateway, id: string, token: string, stop: AbortSignal): Promise<Response> {
  return fetch(`${gateway.url}/v1/ingestions/${id}/events`, { headers: bearer(token), signal: stop });
}

test('one token ingests no file of another, whatever host it names', async () => {
  await using gateway = await startGateway(system);
  const source = await upload(
    `${gateway.url}/v1/files`,
    Buffer.from('ISO-10303-21;'),
    'a.ifc',
    undefined,
    bearer(TOKENS[0]),
  );
  for (const host of [undefined, 'test-host', 'another-name']) {
    const body = { ...system.request([]), files: [{ source, ...(host === undefined ? {} : { host }) }] };
    const foreign = await gateway.call('/v1/ingestions', { body, headers: bearer(TOKENS[1]) });
    expect(foreign).toMatchObject({ status: 404, body: { type: 'urn:modelrail:error:SourceNotFound' } });
  }
  // The sender's own is noted as in use, also by another name of the host.
  const body = { ...system.request([]), files: [{ source, host: 'another-name' }] };
  expect((await gateway.call('/v1/ingestions', { body })).status).toBe(202);
  const headers = { ...TUS, ...bearer(TOKENS[0]) };
  const removed = await fetch(`${gateway.url}/v1/files/${source.split('/').at(-2)}`, { method: 'DELETE', headers });
  expect(removed.status).toBe(409);
});

test('of two tokens each may take half of the spool', async () => {
  await using gateway = await startGateway(system, { spool: { folder: './halves', maxSize: '2MiB' } });
  const create = (token: string, size: number) =>
    fetch(`${gateway.url}/v1/files`, {
      method: 'POST',
      headers: { ...TUS, ...named('a.ifc'), ...bearer(token), 'Upload-Length': String(size) },
    });
  expect((await create(TOKENS[0], MIB)).status).toBe(201);
  expect((await create(TOKENS[0], 1)).status).toBe(429);
  expect((await create(TOKENS[1], MIB)).status).toBe(201);
});

test('streams are counted for each token', async () => {
  await using gateway = await startGateway(system, { streamsPerToken: 2 });
  const model = await system.addModel('house.ifc', 'ISO-10303-21;');
  const id = await system.start(system.request([model]));
  const stop = new AbortController();
  const open = [await follow(gateway, id, TOKENS[0], stop.signal), await follow(gateway, id, TOKENS[0], stop.signal)];
  expect(open.map(({ status }) => status)).toEqual([200, 200]);
  expect(await gateway.call(`/v1/ingestions/${id}/events`)).toMatchObject({
    status: 429,
    body: { detail: 'you have 2 streams already: close some, or look by GET' },
  });
  expect((await follow(gateway, id, TOKENS[1], stop.signal)).status).toBe(200);
  stop.abort();
  const again = new AbortController();
  await expect.poll(async () => (await follow(gateway, id, TOKENS[0], again.signal)).status).toBe(200);
  again.abort();
});
