/**
 * Sends a file part after part, and prints the seconds that it took: `one-in-order.ts WAY URL FILE`. `ours` is the sender of the
 * product, which compares every part with its checksum; `bare` reads a part into a buffer and sends it, one after the other.
 */
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { request } from 'undici';
import { parseChecksums } from '../dist/lib/hashing/checksum.js';
import { createHasher } from '../dist/lib/hashing/hasher.js';
import { createHttp } from '../dist/lib/http/http.js';
import { createLocalSources } from '../dist/lib/sources/local-sources.js';
import { createChunkBuffers } from '../dist/lib/transfer/buffers.js';
import { createFixedConcurrency } from '../dist/lib/transfer/concurrency.js';
import { createPlaces } from '../dist/lib/transfer/places.js';
import { sendFromOffset } from '../dist/lib/transfer/send-from-offset.js';

/** The part size of the platform that takes files in order. */
const PART_BYTES = 8 * 1024 * 1024;

const [way = '', url = '', file = ''] = process.argv.slice(2);
const sources = createLocalSources({ roots: [dirname(file)] });
const { size } = await sources.stamp({ source: file });
const signal = new AbortController().signal;

/** Sends the parts; answers how many bytes arrived. */
async function sendOurs(): Promise<number> {
  const hasher = createHasher({ threads: 1, splitFromBytes: Number.POSITIVE_INFINITY });
  const onProgress = () => undefined;
  const hashed = await hasher.hash({ source: file, path: file, size, chunkSizeBytes: PART_BYTES, signal, onProgress });
  await hasher.close();
  const http = createHttp({ connections: 1, connectTimeoutMs: 10_000, requestTimeoutMs: 60_000 });
  const handle = await sources.open({ source: file });
  let arrived = 0;
  const statusOf = (position: number) => ({ position, isComplete: position === size, answer: position });
  start = performance.now();
  await sendFromOffset({
    source: file,
    handle,
    size,
    partSizeBytes: PART_BYTES,
    checksums: parseChecksums(hashed.checksums),
    headBytes: 0,
    tailBytes: 0,
    places: createPlaces(createFixedConcurrency(1)),
    share: 'one',
    buffers: createChunkBuffers({ budgetBytes: 4 * PART_BYTES }),
    signal,
    admit: (work) => work(),
    ask: () => Promise.resolve(statusOf(arrived)),
    onAnswer() {},
    async send({ buffer, dataStart }, { position, length }) {
      const body = buffer.subarray(dataStart, dataStart + length);
      const answer = await http.send({ method: 'PUT', url: new URL(url), body, signal });
      arrived += Number(answer.body.toString());
      return statusOf(position + length);
    },
    checkSource: async () => {},
    onSent() {},
    onWaiting() {},
  });
  await Promise.all([http.close(), handle.close()]);
  return arrived;
}

async function sendBare(): Promise<number> {
  const handle = await open(file);
  const buffer = Buffer.allocUnsafeSlow(PART_BYTES);
  let arrived = 0;
  start = performance.now();
  for (let position = 0; position < size; position += PART_BYTES) {
    const { bytesRead } = await handle.read(buffer, 0, PART_BYTES, position);
    const { body } = await request(url, { method: 'PUT', body: buffer.subarray(0, bytesRead) });
    arrived += Number(await body.text());
  }
  await handle.close();
  return arrived;
}

let start = performance.now();
const arrived = way === 'ours' ? await sendOurs() : await sendBare();
console.log((performance.now() - start) / 1000);
if (arrived !== size) throw new Error(`${arrived} of ${size} bytes arrived`);
// The bare way's own pool keeps its connection.
process.exit();
