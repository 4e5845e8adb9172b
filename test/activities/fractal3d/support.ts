import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { onTestFinished } from 'vitest';
import { createSession, type Fractal3dSession } from '../../../activities/fractal3d/session.ts';
import { HEARTBEAT_TIMEOUT_MS } from '../../../contracts/policies.ts';
import type { Fractal3dSimulatorOptions } from '../../../platforms/fractal3d/simulator/index.ts';
import type { PlatformControl } from '../../conformance/platform-control.ts';
import { settingsFor, startPlatform } from '../../platforms/fractal3d/support.ts';
import type { Heartbeat } from '../attempt.ts';

/** A simulated platform, and a worker's session with it, that end with the test. */
export async function startSession(
  options: Partial<Fractal3dSimulatorOptions> = {},
  settings: Record<string, unknown> = {},
): Promise<{ platform: PlatformControl; session: () => Fractal3dSession }> {
  const platform = await startPlatform(options);
  const session = createSession(settingsFor(platform.url, settings));
  onTestFinished(() => session.close());
  return { platform, session: () => session };
}

/** One attempt at a step as Temporal would run it, after an attempt that left `heartbeatDetails`. */
export function runStep<Input, Output>(
  step: (input: Input) => Promise<Output>,
  input: Input,
  { attempt = 1, heartbeatDetails }: { attempt?: number; heartbeatDetails?: Heartbeat | undefined } = {},
) {
  const environment = new MockActivityEnvironment(
    { attempt, heartbeatDetails, heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS, activityId: 'step-1' },
    { logger: new DefaultLogger('ERROR') },
  );
  const heartbeats: Heartbeat[] = [];
  environment.on('heartbeat', (details: Heartbeat) => heartbeats.push(details));
  const end = environment.run<[Input], Output, (input: Input) => Promise<Output>>(step, input);
  // A test may look at the end later.
  end.catch(() => undefined);
  return {
    end,
    heartbeats,
    stopWorker: () => environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true })),
    /** What the next attempt is given. */
    last: () => heartbeats.at(-1),
  };
}
