import type { Waiting } from '../../contracts/progress.ts';
import type { StepWaiting } from '../../contracts/waiting.ts';

/** A step that has begun and not ended. */
export interface OpenStep {
  /** What it does, as the Temporal UI shows it beside the step. */
  summary: string;
  /** The host whose worker alone may take it. */
  host?: string;
  since: string;
  /** Why it waits, as far as it could tell. */
  waiting?: Waiting;
  /** Milliseconds between two of its attempts. */
  retryEveryMs?: number;
}

/** Open steps by the id of their activity, in their order. Each run has modules of its own. */
const steps = new Map<string, OpenStep>();
let begun = 0;
let onChange = (_isWait: boolean): void => undefined;

/** The open steps of this run, the longest ones first. */
export function openSteps(): readonly OpenStep[] {
  return [...steps.values()];
}

/** Tells whenever a step begins, ends, or waits (`isWait`). */
export function onStepsChanged(listener: (isWait: boolean) => void): void {
  onChange = listener;
}

/** Keeps a step until it ends; `begin` is given the id of its activity. */
export function trackStep<T>(
  step: Pick<OpenStep, 'summary' | 'host'>,
  begin: (activityId: string) => Promise<T>,
): Promise<T> {
  begun += 1;
  // The ids that Temporal's library would give.
  const activityId = String(begun);
  const result = begin(activityId);
  steps.set(activityId, { ...step, since: new Date().toISOString() });
  onChange(false);
  const end = () => {
    const hasWaited = steps.get(activityId)?.waiting !== undefined;
    steps.delete(activityId);
    onChange(hasWaited);
  };
  result.then(end, end);
  return result;
}

/** Takes what a step tells; it may arrive after its step has ended. */
export function recordWaiting(told: StepWaiting): void {
  const step = steps.get(told.activityId);
  if (step === undefined) return;
  delete step.waiting;
  delete step.retryEveryMs;
  if (told.waiting !== undefined) step.waiting = told.waiting;
  if (told.retryEveryMs !== undefined) step.retryEveryMs = told.retryEveryMs;
  onChange(true);
}
