import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { type ActivityRun, asActivity } from '../../activities/run.ts';
import { HEARTBEAT_TIMEOUT_MS } from '../../contracts/policies.ts';

/** What an attempt tells. */
export type Heartbeat = Record<string, unknown>;

/** One attempt as Temporal would run it, after an attempt that left `heartbeatDetails`. */
export function attempt<T>(
  work: (run: ActivityRun) => Promise<T>,
  { number = 1, heartbeatDetails }: { number?: number; heartbeatDetails?: Heartbeat | undefined } = {},
) {
  const environment = new MockActivityEnvironment(
    { attempt: number, heartbeatDetails, heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS, activityId: 'step-1' },
    { logger: new DefaultLogger('ERROR') },
  );
  const heartbeats: Heartbeat[] = [];
  environment.on('heartbeat', (details: Heartbeat) => heartbeats.push(details));
  const end = environment.run(
    asActivity((_: object, run) => work(run)),
    {},
  );
  // Whoever looks at the end later is not too late.
  end.catch(() => undefined);
  return { end, heartbeats, environment };
}
