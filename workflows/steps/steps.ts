import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { POLICIES } from '../../contracts/policies.ts';
import { type Activities, STEPS, type StepName } from '../../contracts/steps.ts';
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

/** The steps by name: each runs its activity under its policy. A cancelled step has really ended when its call rejects. */
export const steps = Object.fromEntries(
  Array.from(STEPS, ([name, { policy }]) => [
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
  ]),
) as Steps; // as: made of the very table that the names are from

type Steps = {
  readonly [Name in keyof Pick<Activities, StepName>]: (
    input: Parameters<Activities[Name]>[0],
    options: StepOptions,
  ) => ReturnType<Activities[Name]>;
};
