import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { OPERATION_STEPS, type OperationActivities } from '../../contracts/operations.ts';
import { POLICIES } from '../../contracts/policies.ts';
import type { StepInfo } from '../../contracts/step-info.ts';
import { type Activities, STEPS, type StepName } from '../../contracts/steps.ts';
import { SYNC_STEPS, type SyncActivities } from '../../contracts/sync/activities.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { trackStep } from './open-steps.ts';

/** How one execution of a step differs from the others. */
export interface StepOptions {
  /** What the Temporal UI shows beside the step, at most 400 bytes. */
  summary: string;
  /** The queue of the machine that has the files; default: the workflow's own. */
  taskQueue?: string;
  /** The host of that machine. */
  host?: string;
  /** Milliseconds until the step has to be over, all attempts together. */
  timeLimitMs?: number;
  /** Milliseconds without a heartbeat after which the worker is taken for dead. Default: that of the policy. */
  heartbeatTimeoutMs?: number | undefined;
}

/** The steps of ingestions by name. */
export const steps = createSteps<Pick<Activities, StepName>>(STEPS);

/** The steps of the runs of syncs by name. */
export const syncSteps = createSteps<SyncActivities>(Object.entries(SYNC_STEPS));

/** The steps of calls by name. */
export const operationSteps = createSteps<OperationActivities>(Object.entries(OPERATION_STEPS));

/** Steps by name: each runs its activity under its policy. A cancelled step has really ended when its call rejects. */
export function createSteps<All>(table: Iterable<readonly [string, StepInfo]>): Steps<All> {
  const entries = Array.from(table, ([name, { policy }]) => [
    name,
    (input: unknown, { summary, host, taskQueue, heartbeatTimeoutMs, timeLimitMs }: StepOptions) =>
      trackStep({ summary, ...(host === undefined ? {} : { host }) }, (activityId) => {
        const activities = proxyActivities({
          ...POLICIES[policy],
          activityId,
          cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
          summary: cutText(summary, 120),
          ...(taskQueue === undefined ? {} : { taskQueue }),
          ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeout: heartbeatTimeoutMs }),
          ...(timeLimitMs === undefined ? {} : { scheduleToCloseTimeout: timeLimitMs }),
        });
        return (activities[name] as (input: unknown) => Promise<unknown>)(input); // as: a proxy has every name
      }),
  ]);
  return Object.fromEntries(entries) as Steps<All>; // as: made of the very table that the names are from
}

/** See {@link createSteps}. */
export type Steps<All> = {
  readonly [Name in keyof All]: All[Name] extends (input: infer Input) => Promise<infer Output>
    ? (input: Input, options: StepOptions) => Promise<Output>
    : never;
};
