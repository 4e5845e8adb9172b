import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { hashingFiles } from './files.ts';
import { digestOf } from './support.ts';

const { makeFile, makeLongFile } = await hashingFiles();
const hasherModule = fileURLToPath(new URL('../../dist/lib/hashing/hasher.js', import.meta.url));

/**
 * Node runs this in every thread that it starts: in the first hashing thread, it ends the MD5 thread as soon as that has taken
 * a slice. No other thread can reach it.
 */
const END_FIRST_MD5_THREAD = `
  import { isMainThread, threadId } from 'node:worker_threads';
  if (!isMainThread && threadId === 1) {
    process.on('worker', (worker) => worker.once('message', () => worker.terminate()));
  }`;

/** Hashes the files one after the other, and prints what came of each. */
const PROGRAM = `import(process.env.HASHER).then(async ({ createHasher }) => {
  const hasher = createHasher({ threads: 1, splitFromBytes: 0 });
  for (const [path, size] of JSON.parse(process.env.FILES)) {
    const request = { source: path, path, size, chunkSizeBytes: 1024, signal: new AbortController().signal, onProgress() {} };
    await hasher.hash(request).then(
      (digest) => console.log(JSON.stringify(digest)),
      ({ type, isRetryable, message }) => console.log(JSON.stringify({ type, isRetryable, message })),
    );
  }
  await hasher.close();
});`;

test('the end of the MD5 thread alone leaves its file to another try, and the next file is hashed', async () => {
  const long = await makeLongFile();
  const content = pseudoRandomBytes(100_000, 1);
  const files = [
    [long.path, long.size],
    [await makeFile(content), content.length],
  ];
  const hook = `data:text/javascript,${encodeURIComponent(END_FIRST_MD5_THREAD)}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', hook, '--eval', PROGRAM], {
    env: { ...process.env, HASHER: hasherModule, FILES: JSON.stringify(files) },
  });
  const [failure, digest] = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(failure).toEqual({
    type: 'Internal',
    isRetryable: true,
    message: `${long.path} was not hashed: the MD5 thread ended with code 1`,
  });
  expect(digest).toEqual(digestOf(content, 1024));
});
