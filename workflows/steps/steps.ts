import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../contracts/activities.ts';
import { STEPS, type StepName } from '../../contracts/kinds.ts';
import { POLICIES } from '../../contracts/policies.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { keepStep } from './open-steps.ts';

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

/** Runs an activity under its policy. A cancelled step has really ended when this rejects. */
export function runStep<Name extends StepName>(
  name: Name,
  input: Parameters<Activities[Name]>[0],
  options: StepOptions,
): Promise<Answer<Name>> {
  const { summary, host, taskQueue, heartbeatTimeoutMs, timeLimitMs } = options;
  return keepStep({ summary, ...(host === undefined ? {} : { host }) }, (activityId) => {
    const steps = proxyActivities<Activities>({
      ...POLICIES[STEPS[name].policy],
      activityId,
      cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
      summary: cutText(summary, 120),
      ...(taskQueue === undefined ? {} : { taskQueue }),
      ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeout: heartbeatTimeoutMs }),
      ...(timeLimitMs === undefined ? {} : { scheduleToCloseTimeout: timeLimitMs }),
    });
    // The compiler cannot see that one name gives the parameter and the result of the same activity.
    const step = steps[name] as unknown as (input: Parameters<Activities[Name]>[0]) => Promise<Answer<Name>>;
    return step(input);
  });
}

type Answer<Name extends StepName> = Awaited<ReturnType<Activities[Name]>>;
