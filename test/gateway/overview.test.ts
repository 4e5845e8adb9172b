import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
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

/** On a platform of its own by default: other tests have ingestions on the same server. */
async function start(scenario: string, platform = freshId()): Promise<string> {
  await using client = await connect(system.taskQueue);
  return (await client.ingest({ ...requestFor(scenario), platform }, { id: freshId() })).id;
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
  const platform = freshId();
  const ids = [await start('fail', platform), await start('partial', platform), await start('complete', platform)];
  await vi.waitUntil(
    async () => {
      const { ingestions } = await system.client.listPage({ platform });
      return ingestions.length === 3 && ingestions.every(({ closedAt }) => closedAt !== undefined);
    },
    { timeout: 60_000, interval: 50 },
  );
  // One that has looked at nothing before: it tells the 20 that ended last, and other tests end some, too.
  const fresh = await startGateway(system);
  onTestFinished(async () => void (await fresh.stop()));
  const { failed: seen } = (await fresh.call<Overview>('/v1/overview')).body;
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
