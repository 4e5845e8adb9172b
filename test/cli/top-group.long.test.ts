import { afterAll, beforeAll, expect, test } from 'vitest';
import { MANY } from '../../cli/commands/many.ts';
import { actOnAll, groupQuestion, idsOfGroup } from '../../cli/top/group-actions.ts';
import { type Modelrail, ModelrailError } from '../../client/index.ts';
import { connect, eventually, freshId, requestFor } from '../client/support.ts';
import { startStandInWorker, type TestWorker } from '../support/stand-in-worker.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

/** More than a group of an overview names. */
const MANY_INGESTIONS = 105;

let system: TestSystem;
let worker: TestWorker;
let client: Modelrail;

beforeAll(async () => {
  system = await startSystem();
  worker = await startStandInWorker(system.taskQueue);
  client = await connect(system.taskQueue);
});
afterAll(async () => {
  await client.close();
  await worker.stop();
  await system[Symbol.asyncDispose]();
});

test('all of a group are found and paused, those too that are only counted, also where Temporal is away for a while', async () => {
  const platform = `p${freshId().slice(2, 8)}`;
  const ids = await Promise.all(
    Array.from(
      { length: MANY_INGESTIONS },
      async () => (await client.ingest({ ...requestFor('waits'), platform }, { id: freshId() })).id,
    ),
  );
  const group = await eventually(async () => {
    const { groups } = await client.overview({ isOpenOnly: true });
    const found = groups.find((one) => one.state === 'waiting' && one.platform === platform);
    if (found?.count !== MANY_INGESTIONS) throw new Error(`${found?.count} wait`);
    return found;
  });
  expect(group.ingestions).toHaveLength(100);

  const told: string[] = [];
  const underWay = { signal: new AbortController().signal, tell: (words: string) => void told.push(words) };
  const found = await idsOfGroup(client, group, underWay);
  expect(found.toSorted()).toEqual(ids.toSorted());
  expect(told).toContain('looking which they are: 100 so far (Esc stops)');
  expect(groupQuestion(MANY.pause, group, found.length)).toBe(
    `pause all ${MANY_INGESTIONS} that wait for platform ${platform}? [y/N]`,
  );

  let isAway = true;
  const away: Modelrail = {
    ...client,
    async pause(id) {
      if (isAway) {
        isAway = false;
        throw new ModelrailError('TemporalUnavailable', 'it is away');
      }
      await client.pause(id);
    },
  };
  expect(await actOnAll(away, MANY.pause, found, underWay)).toBe(`${MANY_INGESTIONS} pausing`);
  expect(told).toContain('TemporalUnavailable: it is away; asking again (Esc stops)');
  await Promise.all(ids.map((id) => client.cancel(id)));
});
