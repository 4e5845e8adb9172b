import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScheduleDescription } from '@temporalio/client';
import protos from '@temporalio/proto';
import { syncScheduleId } from '../../contracts/sync/run.ts';
import { msToTs } from '../../lib/temporal-sdk/internals.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { describeSchedule } from './schedule.ts';
import type { SyncTriggered } from './types.ts';

/** A schedule acts within a moment; one that does not has queued what it was told. */
const ACTS_WITHIN_MS = 10_000;
const LOOK_AGAIN_MS = 100;

const { SCHEDULE_OVERLAP_POLICY_BUFFER_ONE } = protos.temporal.api.enums.v1.ScheduleOverlapPolicy;

/** See `Syncs.trigger`. */
export async function triggerSync(temporal: Temporal, name: string): Promise<SyncTriggered> {
  const { schedule } = await describeSchedule(temporal, name);
  const isOpen = schedule.info.runningActions.length > 0;
  const moment = ownMoment();
  await patch(temporal, name, moment);
  if (isOpen) return { name };
  const giveUpAt = Date.now() + ACTS_WITHIN_MS;
  while (Date.now() < giveUpAt) {
    const now = (await describeSchedule(temporal, name)).schedule;
    const run = actionOf(now, moment) ?? actionInstead(schedule, now);
    if (run !== undefined) return { name, run: run.workflowId, runId: run.firstExecutionRunId };
    await sleep(LOOK_AGAIN_MS);
  }
  return { name };
}

type Moment = ReturnType<typeof ownMoment>;

/** The present moment, of which no other call has the same: by it a schedule's action is known to be this call's. */
function ownMoment() {
  const { seconds, nanos } = msToTs(Date.now());
  return { seconds: seconds ?? null, nanos: (nanos ?? 0) + randomInt(1_000_000) };
}

/** What `ScheduleHandle.trigger` does, which gives an action no moment. */
async function patch({ client, call }: Temporal, name: string, moment: Moment): Promise<void> {
  const { namespace, identity } = client.options;
  const triggerImmediately = { overlapPolicy: SCHEDULE_OVERLAP_POLICY_BUFFER_ONE, scheduledTime: moment };
  const request = {
    namespace,
    identity,
    scheduleId: syncScheduleId(name),
    requestId: randomUUID(),
    patch: { triggerImmediately },
  };
  await call(() => client.workflowService.patchSchedule(request));
}

function actionOf({ raw, info }: ScheduleDescription, moment: Moment) {
  const at = raw.info?.recentActions?.findIndex(
    ({ scheduleTime: at }) => String(at?.seconds) === String(moment.seconds) && at?.nanos === moment.nanos,
  );
  return at === undefined ? undefined : info.recentActions[at]?.action.workflow;
}

/** Temporal keeps one of several that it is told of at once, which makes up for all: none waits, and others were begun. */
function actionInstead({ info: before }: ScheduleDescription, { info: now, raw }: ScheduleDescription) {
  const isWaiting = Number(raw.info?.bufferSize ?? 0) > 0;
  const hasActed = now.numActionsTaken > before.numActionsTaken;
  return hasActed && !isWaiting ? now.recentActions.at(-1)?.action.workflow : undefined;
}
