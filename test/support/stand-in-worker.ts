import { randomUUID } from 'node:crypto';
import { NativeConnection, Worker } from '@temporalio/worker';
import { temporalAddress, workflowBundle } from './provided.ts';
import { installQuietRuntime } from './quiet-runtime.ts';
import type { StandInActivities } from './stand-in-workflow.ts';

/** A worker in this process, with the bundled workflows of the tests. */
export interface TestWorker extends AsyncDisposable {
  identity: string;
  stop(): Promise<void>;
}

installQuietRuntime();

/** Starts a worker with activities of a test's own. */
export async function startTestWorker(
  taskQueue: string,
  activities: object,
  identity = `test-${randomUUID()}`,
): Promise<TestWorker> {
  const connection = await NativeConnection.connect({ address: temporalAddress() });
  const worker = await Worker.create({
    connection,
    identity,
    taskQueue,
    workflowBundle: workflowBundle(),
    activities,
    maxHeartbeatThrottleInterval: '100ms',
  });
  const running = worker.run();
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= (async () => {
      worker.shutdown();
      await running;
      await connection.close();
    })();
    return stopped;
  };
  return { identity, stop, [Symbol.asyncDispose]: stop };
}

/** Starts a worker with the stand-in for the workflow `ingest` and with a test's own activity, which is both `step` and `transferChunks`. */
export function startStandInWorker(
  taskQueue: string,
  step: StandInActivities['step'] = async () => undefined,
): Promise<TestWorker> {
  const identity = `stand-in-${randomUUID()}`;
  return startTestWorker(taskQueue, { step, transferChunks: step, ping: async () => ({ identity }) }, identity);
}

/** A task queue that no other test uses. */
export function freshTaskQueue(): string {
  return `test-${randomUUID()}`;
}
