import { type ScheduleDescription, ScheduleNotFoundError } from '@temporalio/client';
import type { SyncRun } from '../../client/index.ts';
import { syncScheduleId } from '../../contracts/sync/run.ts';
import { hasEnded, isUnavailable } from './ended.ts';
import type { Rig } from './rig.ts';
import type { RoundSync } from './round-sync.ts';
import { type Motion, motionOf } from './stillness.ts';
import { disturbSyncFile } from './sync-files.ts';
import { remount } from './sync-mount.ts';
import { triggerSync } from './syncs.ts';
import { persist, waitUntil } from './waiting.ts';

/** Within this time after the last disturbance a run has to be over: attempts are half a minute apart at most. */
const END_BOUND_MS = 120_000;

/** Runs of a sync that are open or queued, as its schedule knows them; undefined when Temporal does not answer. */
async function lookAt(
  { temporal }: Pick<Rig, 'temporal'>,
  sync: RoundSync,
): Promise<{ open: string[]; isQueued: boolean } | undefined> {
  try {
    const { info, raw }: ScheduleDescription = await temporal.connection.withDeadline(Date.now() + 2_000, () =>
      temporal.schedule.getHandle(syncScheduleId(sync.planned.id)).describe(),
    );
    const running = info.runningActions.map(({ workflow }) => workflow.workflowId);
    const ended = await Promise.all(running.map((id) => hasEnded({ temporal }, id)));
    return { open: running.filter((_, at) => ended[at] === false), isQueued: Number(raw.info?.bufferSize ?? 0) > 0 };
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    // It is yet to be created.
    if (error instanceof ScheduleNotFoundError) return { open: [], isQueued: false };
    throw error;
  }
}

/** See {@link motionOf}: of the run that is made. */
export async function motionOfSync(rig: Rig, sync: RoundSync): Promise<Motion> {
  const seen = await lookAt(rig, sync);
  if (seen === undefined) return 'unknown';
  const [run] = seen.open;
  if (run !== undefined) return await motionOf(rig, run);
  return seen.isQueued ? 'moving' : 'ended';
}

/** The run of a sync that is made, and the ingestion that it waits for. */
export async function openRun(rig: Rig, sync: RoundSync): Promise<{ run?: string; delivery?: string }> {
  const run = (await lookAt(rig, sync))?.open[0];
  if (run === undefined) return {};
  const { raw } = await rig.temporal.workflow.getHandle(run).describe();
  const delivery = raw.pendingChildren?.[0]?.workflowId;
  return delivery ? { run, delivery } : { run };
}

/** Does the next step of each sync and asks for a run; false when none has any left. */
export async function nextSteps(rig: Rig, syncs: readonly RoundSync[]): Promise<boolean> {
  let isAny = false;
  for (const sync of syncs) {
    const step = sync.stepsLeft.shift();
    if (step === undefined) continue;
    isAny = true;
    await remount(rig, sync);
    for (const deed of step) await disturbSyncFile(sync, deed);
    await triggerSync(rig, sync);
  }
  return isAny;
}

/** Waits until no run is open or queued. */
export async function quiet(rig: Rig, sync: RoundSync): Promise<void> {
  await waitUntil(`the runs of ${sync.planned.id} to end`, END_BOUND_MS, async () => {
    const seen = await lookAt(rig, sync);
    return seen?.open.length === 0 && !seen.isQueued ? true : undefined;
  });
}

/** Makes a run of a quiet sync, and waits for its end. */
async function runToEnd(rig: Rig, sync: RoundSync): Promise<SyncRun> {
  const id = await waitUntil(`a run of ${sync.planned.id} to begin`, END_BOUND_MS, async () => {
    await quiet(rig, sync);
    return await triggerSync(rig, sync);
  });
  await waitUntil(`the end of ${id}`, END_BOUND_MS, async () => ((await hasEnded(rig, id)) ? true : undefined));
  return await persist(`a report of ${id}`, END_BOUND_MS, () => rig.client.syncs.run(id));
}

/** Now that nothing disturbs it any more: what is left of the plan, a run that has to complete, and one without work. */
export async function finishSync(rig: Rig, sync: RoundSync): Promise<void> {
  await quiet(rig, sync);
  while (await nextSteps(rig, [sync])) await quiet(rig, sync);
  sync.last = await runToEnd(rig, sync);
  const before = await countRequests(rig);
  sync.idle = await runToEnd(rig, sync);
  sync.idleCalls = (await countRequests(rig)) - before;
}

async function countRequests({ simulator }: Rig): Promise<number> {
  const { endpoints } = await simulator.stats();
  return Object.values(endpoints).reduce((sum, { requests }) => sum + requests, 0);
}
