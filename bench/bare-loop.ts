/**
 * What ingestions are measured against: `openssl md5`, then the same calls in a bare loop over undici, without retries,
 * checks, or anything that would survive a crash. Run as a process of its own: `bare-loop.ts URL CONCURRENCY CHUNK FILE…`.
 */
import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Pool } from 'undici';

const [url = '', concurrencyText, chunkText, hashing, ...files] = process.argv.slice(2);
const concurrency = Number(concurrencyText);
const chunkSize = Number(chunkText);
const pool = new Pool(url, { connections: concurrency });
const HEAD_BYTES = 4096;

const token = await call<{ access_token: string }>(
  'POST',
  '/token',
  'application/x-www-form-urlencoded',
  'username=demo&password=demo-password',
);
const authorization = `Bearer ${token.access_token}`;
const start = performance.now();
for (const file of files) await deliver(file);
// The start of this process is no part of the work.
console.log((performance.now() - start) / 1000);
await pool.close();

async function call<T>(method: 'GET' | 'POST', path: string, contentType?: string, body?: string | Buffer): Promise<T> {
  const answer = await pool.request({
    method,
    path,
    headers: {
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(path === '/token' ? {} : { authorization }),
    },
    ...(body === undefined ? {} : { body }),
  });
  // The simulator's own answers.
  return (await answer.body.json()) as T;
}

async function deliver(path: string): Promise<void> {
  const hash = hashing === 'openssl' ? md5(path) : (hashing ?? '');
  const file = await open(path, 'r');
  const { size } = await file.stat();
  const count = Math.ceil(size / chunkSize);
  await call('GET', `/api/v1/FlowJs/UploadFileStatus?hash=${hash}&totalChunks=-1`);
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(concurrency, count) }, async () => {
      const buffer = Buffer.allocUnsafeSlow(HEAD_BYTES + chunkSize + 64);
      for (let position = next++; position < count; position = next++) {
        const length = Math.min(chunkSize, size - position * chunkSize);
        await file.read(buffer, HEAD_BYTES, length, position * chunkSize);
        await call(
          'POST',
          '/api/v1/FlowJs/Upload',
          'multipart/form-data; boundary=b',
          frame(buffer, length, fields(position + 1, length)),
        );
      }
    }),
  );
  await file.close();
  const merge = `${parts(fields(-1, 0))}--b--\r\n`;
  await call('POST', '/api/v1/FlowJs/Upload', 'multipart/form-data; boundary=b', Buffer.from(merge));
  const { item } = await call<{ item: { status: number } }>(
    'GET',
    `/api/v1/FlowJs/UploadFileStatus?hash=${hash}&totalChunks=-1`,
  );
  if (item.status !== 2) throw new Error(`${path} did not arrive`);

  function fields(chunkNumber: number, currentChunkSize: number): Record<string, string | number> {
    return {
      fileName: basename(path),
      fileExtention: extname(path),
      fileHash: hash,
      fileSize: size,
      totalChunks: count,
      chunkNumber,
      currentChunkSize,
    };
  }
}

function parts(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join('');
}

function frame(buffer: Buffer, length: number, values: Record<string, string | number>): Buffer {
  const head = Buffer.from(
    `${parts(values)}--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const start = HEAD_BYTES - head.length;
  head.copy(buffer, start);
  const end = HEAD_BYTES + length + buffer.write('\r\n--b--\r\n', HEAD_BYTES + length, 'latin1');
  return buffer.subarray(start, end);
}

function md5(path: string): string {
  return execFileSync('openssl', ['md5', '-r', path]).toString().slice(0, 32);
}
