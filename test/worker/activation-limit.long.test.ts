import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startCommand } from '../support/program.ts';
import { temporalAddress } from '../support/provided.ts';
import { freshTaskQueue } from '../support/stand-in-worker.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';

/** Beyond the SDK's own limit of an activation. */
const STANDSTILL_MS = 6_000;
const ROUNDS = 100_000;

test('a worker that stands still within an activation goes on where it was', async () => {
  const taskQueue = freshTaskQueue();
  await using temporal = await connectTemporalClient();
  await using worker = await startCommand([temporalAddress(), taskQueue], {
    program: fileURLToPath(new URL('../support/busy-worker.ts', import.meta.url)),
    execArgv: ['--import', 'tsx'],
  });
  const handle = await temporal.client.workflow.start('busy', {
    taskQueue,
    workflowId: taskQueue,
    args: [ROUNDS],
    workflowTaskTimeout: '2 minutes',
  });
  await expect
    .poll(async () => (await handle.fetchHistory()).events?.map((event) => event.workflowTaskStartedEventAttributes), {
      timeout: 20_000,
      interval: 10,
    })
    .toContainEqual(expect.anything());

  worker.send('SIGSTOP');
  await sleep(STANDSTILL_MS);
  worker.send('SIGCONT');

  const died = worker.closed.then(({ code, stderr }) => `ended with ${code}: ${stderr}`);
  expect(await Promise.race([handle.result(), died])).toBe(ROUNDS);
});
