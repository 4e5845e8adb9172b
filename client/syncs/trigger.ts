import { setTimeout as sleep } from 'node:timers/promises';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { Temporal } from '../temporal/temporal.ts';
import { describeSchedule, onSchedule } from './schedule.ts';
import type { SyncTriggered } from './types.ts';

/** A schedule acts within a moment; one that does not has queued what it was told. */
const ACTS_WITHIN_MS = 10_000;
const LOOK_AGAIN_MS = 100;

/** See `Syncs.trigger`. */
export async function triggerSync(temporal: Temporal, name: string): Promise<SyncTriggered> {
  const { schedule } = await describeSchedule(temporal, name);
  const before = schedule.info.numActionsTaken;
  const isOpen = schedule.info.runningActions.length > 0;
  await onSchedule(temporal, name, (handle) => handle.trigger(ScheduleOverlapPolicy.BUFFER_ONE));
  if (isOpen) return { name };
  const giveUpAt = Date.now() + ACTS_WITHIN_MS;
  while (Date.now() < giveUpAt) {
    const { info } = (await describeSchedule(temporal, name)).schedule;
    const run = info.recentActions.at(-1)?.action.workflow.workflowId;
    if (info.numActionsTaken > before && run !== undefined) return { name, run };
    await sleep(LOOK_AGAIN_MS);
  }
  return { name };
}
