import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { afterAll, expect, test } from 'vitest';
import { createLookout } from '../../worker/lookout.ts';
import { eventually, freshId, requestFor, startClientRig } from '../client/support.ts';
import { temporalAddress } from '../support/provided.ts';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

const calls: string[] = [];
const rig = await startClientRig();
const connection = await Connection.connect({
  address: temporalAddress(),
  interceptors: [
    (options, nextCall) => {
      calls.push(options.method_definition.path.replace(/.*\//, ''));
      // as: a call that is passed on is one
      return nextCall(options) as unknown as ReturnType<Interceptor>;
    },
  ],
});
afterAll(() => connection.close());

const lookout = createLookout(new Client({ connection }), { address: temporalAddress(), taskQueue: rig.taskQueue });
const look = () => lookout.look({ endedSinceMs: Date.now() - 60_000, syncs: undefined });

/** Starts ingestions of which two wait, one for a host without a worker, and one names a target. */
async function start(count: number): Promise<string[]> {
  const scenarios = ['waits', 'far:pc-7', ...Array.from({ length: count - 2 }, () => 'hold')];
  return await Promise.all(
    scenarios.map(async (scenario) => {
      const request = { ...requestFor(scenario), ...(scenario === 'waits' ? { options: { notify: ['desk'] } } : {}) };
      return (await rig.modelrail.ingest(request, { id: freshId() })).id;
    }),
  );
}

/** Looks until so many ingestions wait and as many have ended; answers what the last look called of Temporal. */
async function settled({ waiting, ended }: { waiting: number; ended: number }) {
  return await eventually(async () => {
    calls.length = 0;
    const sight = await look();
    expect([sight.waiting.length, sight.ended.length]).toEqual([waiting, ended]);
    expect(sight.waiting.filter((one) => one.waiting.for === 'host')).toHaveLength(waiting / 2);
    return { sight, calls: calls.toSorted() };
  });
}

test('a look costs the same however many ingestions are open, wait, and have ended', { timeout: 40_000 }, async () => {
  const few = await start(3);
  const seen = await settled({ waiting: 2, ended: 0 });
  const [waits = '', far = ''] = few;
  expect(seen.sight.waiting).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: waits, platform: 'cq', notify: ['desk'] }),
      expect.objectContaining({ id: far, waiting: expect.objectContaining({ for: 'host', host: 'pc-7' }) }),
    ]),
  );
  expect(seen.sight.waiting.find(({ id }) => id === far)).not.toHaveProperty('notify');
  // The workflows and the steps of the main queue, the steps of one host; what is open, and what has ended.
  expect(seen.calls).toEqual([
    'DescribeTaskQueue',
    'DescribeTaskQueue',
    'DescribeTaskQueue',
    'ListWorkflowExecutions',
    'ListWorkflowExecutions',
  ]);

  const more = (await Promise.all(Array.from({ length: 9 }, () => start(3)))).flat();
  expect((await settled({ waiting: 20, ended: 0 })).calls).toEqual(seen.calls);
  for (const id of [...few, ...more]) await rig.client.workflow.getHandle(id).terminate();
  const { sight, calls: atTheEnd } = await settled({ waiting: 0, ended: 30 });
  expect(sight.ended.find(({ id }) => id === waits)).toMatchObject({ status: 'failed', notify: ['desk'] });
  // Nothing waits, so no queue is looked at.
  expect(atTheEnd).toEqual(['ListWorkflowExecutions', 'ListWorkflowExecutions']);
});
