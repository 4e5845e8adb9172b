import { expect, test } from 'vitest';
import type { OverviewGroup } from '../../client/index.ts';
import { eventually, freshId, requestFor, startClientRig } from './support.ts';

const { modelrail } = await startClientRig();

async function listed(group: Parameters<typeof modelrail.listGroup>[0]): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of modelrail.listGroup(group)) ids.push(id);
  return ids.toSorted();
}

test('all of a group are listed, each once, and none of another group', async () => {
  // Other tests have ingestions on the same server.
  const platform = `p${freshId()}`;
  const host = `pc-${freshId()}`;
  const start = async (scenario: string, on = platform) =>
    (await modelrail.ingest({ ...requestFor(scenario), platform: on }, { id: freshId() })).id;
  const waiting = [await start('waits'), await start('waits')];
  const far = [await start(`far:${host}`), await start(`far:${host}`, `${platform}x`)];
  const other = await start('waits', `${platform}x`);
  const paused = await start('hold');
  await modelrail.pause(paused);
  const groups = await eventually(async () => {
    const found = (await modelrail.overview({ isOpenOnly: true })).groups;
    const groupOf = (id: string) => found.find(({ ingestions }) => ingestions.some((one) => one.id === id));
    const groups = { ofWaiting: groupOf(waiting[0] ?? ''), ofFar: groupOf(far[0] ?? '') };
    expect(groups).toMatchObject({ ofWaiting: { count: 2 }, ofFar: { count: 2, waiting: { host } } });
    return groups as { ofWaiting: OverviewGroup; ofFar: OverviewGroup }; // as: both are there
  });
  expect(await listed(groups.ofWaiting)).toEqual(waiting.toSorted());
  expect(await listed(groups.ofFar)).toEqual(far.toSorted());
  await eventually(async () => {
    const ids = await listed({ state: 'paused' });
    expect(ids).toContain(paused);
    expect(ids.filter((id) => [...waiting, ...far, other].includes(id))).toEqual([]);
  });
});
