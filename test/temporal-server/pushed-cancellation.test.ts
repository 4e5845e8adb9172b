import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { cancelled } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { temporalAddress, workflowBundle } from '../support/provided.ts';
import { installQuietRuntime } from '../support/quiet-runtime.ts';

test('the server pushes a cancellation to an activity that sends no heartbeats', async () => {
  installQuietRuntime();
  const address = temporalAddress();
  const taskQueue = randomUUID();
  const events = new EventEmitter();
  const activities = {
    async waitForCancellation(): Promise<void> {
      events.emit('started');
      await cancelled().catch(() => events.emit('cancelled'));
    },
  };
  const nativeConnection = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const worker = await Worker.create({
    connection: nativeConnection,
    taskQueue,
    activities,
    workflowBundle: workflowBundle(),
  });
  await worker.runUntil(async () => {
    const { workflow } = new Client({ connection });
    const started = once(events, 'started');
    const handle = await workflow.start('wait', { workflowId: taskQueue, taskQueue });
    await started;
    const ended = once(events, 'cancelled');
    const before = performance.now();
    await handle.cancel();
    await ended;
    expect(performance.now() - before).toBeLessThan(9_000);
    await handle.result();
  });
  await connection.close();
  await nativeConnection.close();
});
