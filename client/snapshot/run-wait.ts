import type { Waiting } from '../../contracts/progress.ts';
import { failingSince } from '../runs/failing-since.ts';
import type { Run } from '../runs/run.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { pendingActivities } from './pending-activity.ts';
import { findWaiting, isAttemptedAgain } from './waiting.ts';

/** Why a run does not move, as it was looked at; undefined when it moves. Only of one that workers fail at the last events are read. */
export async function waitOfLookedAt(temporal: Temporal, run: Run): Promise<Waiting | undefined> {
  const task = run.raw.pendingWorkflowTask ?? undefined;
  const failedSince = isAttemptedAgain(task) ? await failingSince(temporal, run) : undefined;
  return findWaiting(pendingActivities(run), task, Date.now(), failedSince);
}
