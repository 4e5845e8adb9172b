import { randomUUID } from 'node:crypto';
import { NativeConnection, Worker } from '@temporalio/worker';
import { temporalAddress, workflowBundle } from './provided.ts';
import { installQuietRuntime } from './quiet-runtime.ts';
import type { StandInActivities } from './stand-in-workflow.ts';

/** A worker that runs `stand-in-workflow.ts`. */
export interface StandInWorker extends AsyncDisposable {
  identity: string;
  stop(): Promise<void>;
}

installQuietRuntime();

/** Starts a worker with the stand-in for the workflow `ingest` and with a test's own activity, which is both `step` and `transferChunks`. */
export async function startStandInWorker(
  taskQueue: string,
  step: StandInActivities['step'] = async () => undefined,
): Promise<StandInWorker> {
  const connection = await NativeConnection.connect({ address: temporalAddress() });
  const identity = `stand-in-${randomUUID()}`;
  const worker = await Worker.create({
    connection,
    identity,
    taskQueue,
    workflowBundle: workflowBundle(),
    activities: { step, transferChunks: step, ping: async () => ({ identity }) },
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

/** A task queue that no other test uses. */
export function freshTaskQueue(): string {
  return `test-${randomUUID()}`;
}
