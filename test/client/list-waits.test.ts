import { afterAll, expect, test } from 'vitest';
import type { IngestFilter, IngestSummary, Modelrail, ModelrailOptions } from '../../client/index.ts';
import { freshTaskQueue } from '../support/stand-in-worker.ts';
import { connect, eventually, freshId, requestFor, startClientRig } from './support.ts';

type Interceptor = NonNullable<NonNullable<ModelrailOptions['connectionOptions']>['interceptors']>[number];

const calls: string[] = [];
const { modelrail, client } = await startClientRig({
  modelrail: {
    connectionOptions: {
      interceptors: [
        (options, nextCall) => {
          calls.push(options.method_definition.path.replace(/.*\//, ''));
          // as: a call that is passed on is one
          return nextCall(options) as unknown as ReturnType<Interceptor>;
        },
      ],
    },
  },
});
const absent = await connect(freshTaskQueue());
afterAll(() => absent.close());

async function listed(filter: IngestFilter, by: Modelrail = modelrail): Promise<IngestSummary[]> {
  const found: IngestSummary[] = [];
  for await (const one of by.list(filter)) found.push(one);
  return found;
}

/** Starts an ingestion for a platform that no other test has. */
async function start(platform: string, scenario: string, by: Modelrail = modelrail): Promise<string> {
  return (await by.ingest({ ...requestFor(scenario), platform }, { id: freshId() })).id;
}

const end = (ids: readonly string[]) => Promise.all(ids.map((id) => client.workflow.getHandle(id).terminate()));

test('what waits says so in a list, a gone worker before what the run noted, at one look for each queue', async () => {
  const platform = freshId();
  const going = await Promise.all(Array.from({ length: 20 }, () => start(platform, 'hold')));
  const waits = await start(platform, 'waits');
  const far = [await start(platform, 'far:pc-7'), await start(platform, 'far:pc-7')] as const;
  const waitsOf = (summaries: readonly IngestSummary[]) => new Map(summaries.map(({ id, waiting }) => [id, waiting]));
  const found = await eventually(async () => {
    const seen = waitsOf(await listed({ platform }));
    expect(seen.size).toBe(23);
    for (const id of far) expect(seen.get(id)).toMatchObject({ for: 'host', host: 'pc-7' });
    return seen;
  });
  expect(found.get(waits)).toMatchObject({ for: 'platform', reason: 'connection refused' });
  for (const id of going) expect(found.get(id)).toBeUndefined();

  calls.length = 0;
  const waiting = await listed({ platform, waiting: true });
  expect(waiting.map(({ id }) => id).sort()).toEqual([waits, ...far].sort());
  // The workflows and the steps of the main queue, and the steps of one host.
  expect(calls.toSorted()).toEqual([
    'DescribeTaskQueue',
    'DescribeTaskQueue',
    'DescribeTaskQueue',
    'ListWorkflowExecutions',
  ]);
  const page = await modelrail.listPage({ platform, waiting: true });
  expect(page.ingestions.map(({ id }) => id)).toEqual(waiting.map(({ id }) => id));
  const { since } = waitsOf(page.ingestions).get(far[0]) ?? {};
  expect(Date.parse(since ?? '')).toBeLessThanOrEqual(Date.parse(waitsOf(waiting).get(far[0])?.since ?? ''));
  await end([...going, waits, ...far]);
});

test('without a worker a list says so, and which cancellations none has taken up', async () => {
  const platform = freshId();
  const [left, cancelled] = [await start(platform, 'hold', absent), await start(platform, 'hold', absent)];
  await absent.cancel(cancelled);
  // What no worker has begun has no platform that Temporal could be asked for.
  const find = async (id: string) => (await listed({ waiting: true }, absent)).find((one) => one.id === id);
  const seen = await eventually(async () => {
    const one = await find(cancelled);
    expect(one).toBeDefined();
    return one;
  });
  expect(seen).toMatchObject({ waiting: { for: 'worker' }, cancelling: true, status: 'running' });
  expect(await find(left)).not.toHaveProperty('cancelling');
  expect(await absent.get(cancelled)).toMatchObject({ cancelling: true });
  expect(await absent.summary(cancelled)).toMatchObject({ cancelling: true });
  expect(await absent.get(left)).not.toHaveProperty('cancelling');
  await end([left, cancelled]);
});
