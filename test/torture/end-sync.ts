import { ScheduleNotFoundError } from '@temporalio/client';
import { syncScheduleId } from '../../contracts/sync/run.ts';
import type { Rig } from './rig.ts';
import type { RoundSync } from './round-sync.ts';
import { remount } from './sync-mount.ts';
import { waitUntil } from './waiting.ts';

const END_BOUND_MS = 30_000;

/** Deletes a sync, with which its memory has to end. */
export async function deleteSync(rig: Rig, { planned: { id } }: RoundSync): Promise<void> {
  await rig.client.syncs.delete(id);
  await waitUntil(`the end of all workflows of ${id}`, END_BOUND_MS, async () =>
    (await listOpen(rig, id)).length === 0 ? true : undefined,
  );
}

/** Ends what is left of a sync. */
export async function tearDownSync(rig: Rig, sync: RoundSync): Promise<void> {
  const { id } = sync.planned;
  await remount(rig, sync);
  try {
    await rig.temporal.schedule.getHandle(syncScheduleId(id)).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
  for (const workflowId of await listOpen(rig, id)) {
    await rig.temporal.workflow.getHandle(workflowId).terminate('the round is over');
  }
}

async function listOpen({ temporal }: Rig, id: string): Promise<string[]> {
  const open: string[] = [];
  const query = `ModelrailSync = "${id}" AND ExecutionStatus = "Running"`;
  for await (const { workflowId } of temporal.workflow.list({ query })) open.push(workflowId);
  return open;
}
