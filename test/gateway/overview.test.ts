import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { OpenGroup } from '../../gateway/open-overview.ts';
import { connect, freshId, requestFor } from '../client/support.ts';
import { startGateway, type TestGateway, TOKENS } from '../support/gateway.ts';
import { startStandInWorker, type TestWorker } from '../support/stand-in-worker.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let gateway: TestGateway;
let worker: TestWorker;

beforeAll(async () => {
  system = await startSystem();
  worker = await startStandInWorker(system.taskQueue);
  gateway = await startGateway(system);
});

afterAll(async () => {
  await gateway.stop();
  await worker.stop();
  await system[Symbol.asyncDispose]();
});

interface Overview {
  groups: OpenGroup[];
  failed: { id: string; status: string }[];
  syncs: unknown[];
}

const groupOf = ({ groups }: Overview, id: string) =>
  groups.find(({ ingestions }) => ingestions.some((one) => one.id === id));

async function start(scenario: string): Promise<string> {
  await using client = await connect(system.taskQueue);
  // A platform of its own: other tests have ingestions on the same server.
  return (await client.ingest({ ...requestFor(scenario), platform: freshId() }, { id: freshId() })).id;
}

test('everything open is told by why it does not move', async () => {
  const [waits, goes] = [await start('waits'), await start('hold')];
  const seen = await vi.waitUntil(
    async () => {
      const { body } = await gateway.call<Overview>('/v1/overview');
      return groupOf(body, waits)?.state === 'waiting' && groupOf(body, goes) !== undefined && body;
    },
    { timeout: 20_000, interval: 100 },
  );
  expect(groupOf(seen, waits)).toMatchObject({ count: 1, waiting: { for: 'platform', reason: 'connection refused' } });
  expect(groupOf(seen, goes)).toMatchObject({ state: 'moving' });
  expect(seen.syncs).toEqual(expect.any(Array));
  expect((await gateway.call('/v1/overview', { headers: { authorization: 'Bearer none' } })).status).toBe(401);
});

test('what ended lately and was not delivered whole is told as well', async () => {
  const ids = [await start('fail'), await start('partial'), await start('complete')];
  const seen = await vi.waitUntil(
    async () => {
      const { body } = await gateway.call<Overview>('/v1/overview');
      return body.failed.some(({ id }) => id === ids[1]) && body.failed.some(({ id }) => id === ids[0]) && body.failed;
    },
    { timeout: 30_000, interval: 200 },
  );
  expect(seen.find(({ id }) => id === ids[0])).toMatchObject({ status: 'failed' });
  expect(seen.find(({ id }) => id === ids[1])).toMatchObject({ status: 'partial' });
  expect(seen.map(({ id }) => id)).not.toContain(ids[2]);
});

test('one stream tells it as it goes', async () => {
  const stop = new AbortController();
  const response = await fetch(`${gateway.url}/v1/events`, {
    headers: { authorization: `Bearer ${TOKENS[0]}` },
    signal: stop.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  /** Reads until an event says so. */
  const until = async (isSeen: (overview: Overview) => boolean) => {
    for (;;) {
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      const seen = blocks.flatMap((block) => /^event: overview\ndata: (.*)$/m.exec(block)?.[1] ?? []);
      if (seen.some((data) => isSeen(JSON.parse(data)))) return;
      const part = await reader?.read();
      if (part === undefined || part.done) throw new Error('the stream has ended');
      text += part.value;
    }
  };
  const id = await start('waits');
  await until((overview) => groupOf(overview, id)?.state === 'waiting');
  // The stand-in's files are looked at by the gateway, for all who follow.
  await until((overview) => groupOf(overview, id)?.ingestions.some((one) => one.bytes !== undefined) === true);
  await system.client.pause(id);
  await until((overview) => groupOf(overview, id)?.state === 'paused');
  await system.client.cancel(id);
  await until((overview) => groupOf(overview, id) === undefined);
  stop.abort();
});
