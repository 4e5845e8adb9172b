/**
 * What ingestions are measured against: `openssl md5`, then the same calls in a bare loop over undici, without retries,
 * checks, or anything that would survive a crash. Run as a process of its own: `bare-loop.ts URL CONNECTIONS CHUNK HASHING FILE…`,
 * HASHING being `openssl`, or the MD5 of the one file.
 */
import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import { mergeBody, openBareCalls, UPLOAD_TAIL, uploadHead } from './bare-calls.ts';

const [url = '', connectionsText, chunkText, hashing = '', ...files] = process.argv.slice(2);
const connections = Number(connectionsText);
const chunkSize = Number(chunkText);
/** Room for what goes before a chunk. */
const HEAD_BYTES = 4096;

const calls = await openBareCalls(url, connections);
const start = performance.now();
for (const file of files) await deliver(file);
// The start of this process is no part of the work.
console.log((performance.now() - start) / 1000);
await calls.close();

async function deliver(path: string): Promise<void> {
  const hash = hashing === 'openssl' ? md5(path) : hashing;
  await using handle = await open(path, 'r');
  const { size } = await handle.stat();
  const count = Math.ceil(size / chunkSize);
  const file = { path, hash, size, totalChunks: count };
  await calls.status(hash);
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(connections, count) }, async () => {
      const buffer = Buffer.allocUnsafeSlow(HEAD_BYTES + chunkSize + UPLOAD_TAIL.length);
      for (let position = next++; position < count; position = next++) {
        const length = Math.min(chunkSize, size - position * chunkSize);
        await handle.read(buffer, HEAD_BYTES, length, position * chunkSize);
        await calls.upload(frame(buffer, length, uploadHead(file, position + 1, length)));
      }
    }),
  );
  await calls.upload(mergeBody(file));
  if ((await calls.status(hash)) !== 2) throw new Error(`${path} did not arrive`);
}

/** Writes head and tail around a chunk that lies in the buffer; gives the part that is the body. */
function frame(buffer: Buffer, length: number, head: Buffer): Buffer {
  const begin = HEAD_BYTES - head.length;
  head.copy(buffer, begin);
  const end = HEAD_BYTES + length;
  return buffer.subarray(begin, end + buffer.write(UPLOAD_TAIL, end, 'latin1'));
}

function md5(path: string): string {
  return execFileSync('openssl', ['md5', '-r', path]).toString().slice(0, 32);
}
