import { Client, Connection } from '@temporalio/client';
import { expect, test, vi } from 'vitest';
import type { Heartbeats } from '../../activities/heartbeats.ts';
import { resetBackoff } from '../../activities/reset-backoff.ts';
import { asActivity } from '../../activities/run.ts';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import { freshId, requestFor } from '../client/support.ts';
import { temporalAddress } from '../support/provided.ts';
import { freshTaskQueue, startTestWorker } from '../support/stand-in-worker.ts';

/** Those of an attempt that dies before its first one. */
const silent: Heartbeats = { join: () => ({ ask() {}, told() {}, leave() {} }) };

test('a step whose wait is cut short does not take the attempt that died for one that never was', async () => {
  const taskQueue = freshTaskQueue();
  const attempts: { mayHaveHappened: boolean; hasDied: boolean }[] = [];
  const step = asActivity(
    async (_: object, { mayHaveHappened, hasDied, signal }) => {
      attempts.push({ mayHaveHappened, hasDied });
      if (attempts.length > 1) return;
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
    { heartbeats: silent },
  );
  await using _worker = await startTestWorker(taskQueue, { step });
  const connection = await Connection.connect({ address: temporalAddress() });
  const client = new Client({ connection });
  const handle = await client.workflow.start(INGEST_WORKFLOW, {
    workflowId: freshId(),
    taskQueue,
    args: [requestFor('step:register')],
  });
  const run = { workflowId: handle.workflowId, runId: handle.firstExecutionRunId };
  // Its heartbeats stay away: Temporal gives the attempt up and waits before the next one.
  const { retriedNow } = await vi.waitUntil(
    async () => {
      const answer = await resetBackoff(client, [run]);
      return answer.retriedNow > 0 && answer;
    },
    { timeout: 30_000, interval: 100 },
  );
  expect(retriedNow).toBe(1);
  await handle.result();
  expect(attempts).toEqual([
    { mayHaveHappened: false, hasDied: false },
    { mayHaveHappened: true, hasDied: true },
  ]);
  await connection.close();
});
