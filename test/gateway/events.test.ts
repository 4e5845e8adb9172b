import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IngestProgress } from '../../client/index.ts';
import { startGateway, type TestGateway, TOKENS } from '../support/gateway.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let gateway: TestGateway;

beforeAll(async () => {
  system = await startSystem({ simulator: { conversionMs: 1_000 } });
  await system.hostedWorker();
  gateway = await startGateway(system);
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

interface SeenEvent {
  event: string;
  data: IngestProgress;
  id?: string;
}

/** Connects as a browser's EventSource does, and reads until the stream ends. */
async function readEvents(
  url: string,
  id: string,
  { lastEventId, onEvent }: { lastEventId?: string | undefined; onEvent?: (event: SeenEvent) => void } = {},
): Promise<{ status: number; events: SeenEvent[] }> {
  const response = await fetch(`${url}/v1/ingestions/${id}/events`, {
    headers: { authorization: `Bearer ${TOKENS[0]}`, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
  });
  const events: SeenEvent[] = [];
  let text = '';
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2)));
      if (fields.event === undefined) continue;
      const event = { ...fields, data: JSON.parse(fields.data) } as SeenEvent; // as: the gateway's three kinds
      events.push(event);
      onEvent?.(event);
    }
  }
  return { status: response.status, events };
}

test('an ingestion is followed to its end; who connects again after it has no more to see', async () => {
  const source = await system.addModel('house.ifc', pseudoRandomBytes(10_000, 3));
  const id = await system.start(system.request([source]));
  const [one, two] = await Promise.all([readEvents(gateway.url, id), readEvents(gateway.url, id)]);
  for (const { status, events } of [one, two]) {
    expect(status).toBe(200);
    expect(events.length).toBeGreaterThan(2);
    expect(new Set(events.slice(0, -1).map(({ event }) => event))).toEqual(new Set(['progress']));
    expect(events.at(-1)).toMatchObject({ event: 'done', data: { id, status: 'completed', percent: 100 } });
  }
  const lastEventId = one.events.at(-1)?.id;
  expect(await readEvents(gateway.url, id, { lastEventId })).toEqual({ status: 204, events: [] });
  // A newcomer sees the end.
  const { events } = await readEvents(gateway.url, id);
  expect(events.map(({ event }) => event)).toEqual(['progress', 'done']);
});

test('what was done of a run is no end of the next one', async () => {
  await system.simulator.failModel({ name: 'bad.ifc', errorMessage: 'no geometry', times: 1 });
  const source = await system.addModel('bad.ifc', pseudoRandomBytes(10_000, 7));
  const id = await system.start(system.request([source]));
  const first = await readEvents(gateway.url, id);
  expect(first.events.at(-1)).toMatchObject({ event: 'done', data: { status: 'failed' } });
  await system.client.retry(id);
  const second = await readEvents(gateway.url, id, { lastEventId: first.events.at(-1)?.id });
  expect(second).toMatchObject({ status: 200 });
  expect(second.events.at(-1)).toMatchObject({ event: 'done', data: { status: 'completed' } });
});

test('a gateway that is stopped ends its streams cleanly and answers what it was asked', async () => {
  const stopped = await startGateway(system);
  await system.simulator.fault({ match: { endpoint: 'convertProcess' }, kind: 'status', status: 503 });
  const source = await system.addModel('tower.ifc', pseudoRandomBytes(10_000, 9));
  const id = await system.start(system.request([source]));
  let begun: () => void = () => undefined;
  const following = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const stream = readEvents(stopped.url, id, { onEvent: () => begun() });
  await following;
  const asked = await beginRequest(`${stopped.url}/v1/ingestions`);
  const stopping = stopped.stop();
  const { events } = await stream;
  expect(await asked.finish(JSON.stringify(system.request([source], { options: { dryRun: true } })))).toBe(202);
  const { code } = await stopping;
  expect(code).toBe(0);
  expect(events.every(({ event }) => event === 'progress')).toBe(true);
  await system.client.cancel(id);
  await system.simulator.clearFaults();
});

test('a stream ends after its time; the next one shows where the ingestion is', async () => {
  const brief = await startGateway(system, { streamDuration: '3s' });
  await system.simulator.fault({ match: { endpoint: 'convertProcess' }, kind: 'status', status: 503 });
  const id = await system.start(system.request([await system.addModel('roof.ifc', pseudoRandomBytes(9_000, 1))]));
  await system.until(id, ({ stage }) => stage === 'convert');
  for (const round of [1, 2]) {
    const { status, events } = await readEvents(brief.url, id);
    expect({ round, status, first: events[0] }).toMatchObject({ status: 200, first: { data: { stage: 'convert' } } });
    expect(events.some(({ event }) => event === 'done')).toBe(false);
  }
  await system.client.cancel(id);
  await system.simulator.clearFaults();
  await brief.stop();
});

/** A request that has reached the gateway, and waits for its body. */
async function beginRequest(url: string): Promise<{ finish(body: string): Promise<number | undefined> }> {
  const headers = {
    authorization: `Bearer ${TOKENS[0]}`,
    'content-type': 'application/json',
    'transfer-encoding': 'chunked',
    expect: '100-continue',
  };
  const asked = request(url, { method: 'POST', headers });
  const answered = once(asked, 'response');
  asked.flushHeaders();
  await once(asked, 'continue');
  return {
    async finish(body) {
      asked.end(body);
      const [response] = (await answered) as [IncomingMessage]; // as: what the event brings
      response.resume();
      return response.statusCode;
    },
  };
}
