import type { Worker } from 'node:worker_threads';
import { test } from '@fast-check/vitest';
import { afterAll, expect, onTestFinished } from 'vitest';
// The built one: the thread that it starts is a file of its own, which Node cannot run before it is compiled.
import { createHasher } from '../../dist/lib/hashing/hasher.js';
import { sendStream } from '../../lib/transfer/send-stream.ts';
import { MIB, startStreamModel, watchedBuffers } from '../transfer/stream-model.ts';
import { checkStreams, streamCase } from '../transfer/stream-property.ts';

const hasher = createHasher({ threads: 1 });
afterAll(() => hasher.close());
const model = await startStreamModel(hasher);

test.prop([streamCase], { numRuns: 30 })(
  'what is reported is what the platform got, within the budget, whatever befalls the requests',
  (drawn) => checkStreams(model, drawn),
);

/** A hasher of the test's own, and its MD5 thread, once that has begun. */
function ownHasher() {
  const own = createHasher({ threads: 1 });
  onTestFinished(() => own.close());
  const thread = new Promise<Worker>((resolve) => process.once('worker', resolve));
  return { own, thread };
}

test('the end of the MD5 thread in the middle of a file fails it, retryable, and the next is sent', async () => {
  const { own, thread } = ownHasher();
  const file = await model.makeFile(8 * MIB);
  const buffers = watchedBuffers(8 * MIB);
  let ended: Promise<unknown> | undefined;
  const onSent = () => {
    ended ??= thread.then((worker) => worker.terminate());
  };
  const transfer = model.transferOf(file, { hasher: own, buffers, onSent }, { isSlow: true });
  const path = model.lastPath();
  await expect(sendStream(transfer)).rejects.toMatchObject({
    type: 'Internal',
    isRetryable: true,
    message: expect.stringMatching(/was not hashed: the MD5 thread ended with code [01]$/),
  });
  await ended;
  expect(model.whole.has(path)).toBe(false);
  expect(buffers.released + buffers.discarded).toBe(1);
  expect(await sendStream(model.transferOf(file, { hasher: own }))).toMatchObject(file.digest);
});

test('the end of the MD5 thread fails a file also while the platform reads nothing', async () => {
  const { own, thread } = ownHasher();
  const file = await model.makeFile(8 * MIB);
  const buffers = watchedBuffers(8 * MIB);
  // As the request of a platform that does not answer: only the signal ends it.
  const send = (_: unknown, signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  const sending = sendStream(model.transferOf(file, { hasher: own, buffers, send }));
  const ended = thread.then((worker) => worker.terminate());
  await expect(sending).rejects.toMatchObject({ type: 'Internal', isRetryable: true });
  await ended;
  expect(buffers).toMatchObject({ taken: 1, released: 1 });
});
