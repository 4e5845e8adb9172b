/**
 * Sends a file as the body of one request, and prints the seconds that it took: `one-stream.ts WAY URL FILE`. `ours` is the sender
 * of the product, `bare` undici with a file stream and nothing else, `bare-md5` the same with the MD5 taken on the way.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { request } from 'undici';
import { createHasher } from '../dist/lib/hashing/hasher.js';
import { createHttp } from '../dist/lib/http/http.js';
import { createLocalSources } from '../dist/lib/sources/local-sources.js';
import { createChunkBuffers } from '../dist/lib/transfer/buffers.js';
import { createFixedConcurrency } from '../dist/lib/transfer/concurrency.js';
import { createPlaces } from '../dist/lib/transfer/places.js';
import { sendStream } from '../dist/lib/transfer/send-stream.js';

const [way = '', url = '', file = ''] = process.argv.slice(2);
const sources = createLocalSources({ roots: [dirname(file)] });
const hasher = createHasher({ threads: 1 });
const http = createHttp({ connections: 1, connectTimeoutMs: 10_000, requestTimeoutMs: 60_000 });
const shared = {
  sources,
  places: createPlaces(createFixedConcurrency(1)),
  share: 'one',
  buffers: createChunkBuffers({ budgetBytes: 64 * 1024 ** 2 }),
  hasher,
  signal: new AbortController().signal,
};

/** Sends the file; answers how many bytes arrived. */
async function send(source: string): Promise<number> {
  const stamp = await sources.stamp({ source });
  if (way === 'ours') {
    const { answer } = await sendStream({
      ...shared,
      source,
      stamp,
      admit: (work) => work(),
      send: (body, signal) => http.send({ method: 'PUT', url: new URL(url), body, signal }),
      onSent() {},
    });
    return Number(answer.body.toString());
  }
  const md5 = way === 'bare-md5' ? createHash('md5') : undefined;
  const stream = createReadStream(source);
  // Before undici reads, so that each piece is taken as it passes.
  if (md5 !== undefined) stream.on('data', (piece) => md5.update(piece));
  const headers = { 'content-length': String(stamp.size) };
  const { body } = await request(url, { method: 'PUT', headers, body: stream });
  const arrived = Number(await body.text());
  md5?.digest('hex');
  return arrived;
}

// A process that sends for hours has begun long ago.
const small = join(dirname(file), `${way}.warm`);
await writeFile(small, Buffer.alloc(1024));
await send(small);
const { size } = await sources.stamp({ source: file });
const start = performance.now();
const arrived = await send(file);
console.log((performance.now() - start) / 1000);
if (arrived !== size) throw new Error(`${arrived} of ${size} bytes arrived`);
await Promise.all([http.close(), hasher.close()]);
// The bare way's own pool keeps its connection.
process.exit();
