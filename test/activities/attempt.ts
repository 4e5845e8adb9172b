import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { onTestFinished, vi } from 'vitest';
import type { Heartbeats } from '../../activities/heartbeats.ts';
import { type ActivityRun, asActivity } from '../../activities/run.ts';
import { HEARTBEAT_TIMEOUT_MS } from '../../contracts/policies.ts';
import { ModelrailError } from '../../lib/errors.ts';

/** What an attempt tells. */
export type Heartbeat = Record<string, unknown>;

/** A failure without effect. */
export const refused = new ModelrailError('PlatformUnavailable', 'connection refused', { isRetryable: true });
/** A failure that may have had an effect. */
export const cut = new ModelrailError('PlatformUnavailable', 'cut', { isRetryable: true, outcomeUnknown: true });

/** What differs from a first attempt of an ordinary step. */
export interface AttemptOptions {
  number?: number;
  heartbeatDetails?: Heartbeat | undefined;
  shared?: Heartbeats;
  maxWrongShapes?: number;
  /** What Temporal says of the attempt beyond that. */
  info?: Partial<Info>;
}

/** One attempt as Temporal would run it, after an attempt that left `heartbeatDetails`. */
export function attempt<T>(
  work: (run: ActivityRun) => Promise<T>,
  { number = 1, heartbeatDetails, shared, maxWrongShapes, info = {} }: AttemptOptions = {},
) {
  const environment = new MockActivityEnvironment(
    { attempt: number, heartbeatDetails, heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS, activityId: 'step-1', ...info },
    { logger: new DefaultLogger('ERROR') },
  );
  const heartbeats: Heartbeat[] = [];
  environment.on('heartbeat', (details: Heartbeat) => heartbeats.push(details));
  const end = environment.run(
    asActivity((_: object, run) => work(run), {
      ...(shared === undefined ? {} : { heartbeats: shared }),
      ...(maxWrongShapes === undefined ? {} : { maxWrongShapes }),
    }),
    {},
  );
  // Whoever looks at the end later is not too late.
  end.catch(() => undefined);
  return { end, heartbeats, environment };
}

/** Puts intervals and the date into the test's hands; the pause between two reports stays real. */
export function fakeIntervals(): void {
  fake(['setInterval', 'clearInterval', 'Date']);
}

/** Puts all timers and the date into the test's hands. */
export function fakeTimers(): void {
  fake(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date']);
}

function fake(toFake: NonNullable<Parameters<typeof vi.useFakeTimers>[0]>['toFake']): void {
  vi.useFakeTimers({ now: 0, ...(toFake === undefined ? {} : { toFake }) });
  onTestFinished(() => void vi.useRealTimers());
}
