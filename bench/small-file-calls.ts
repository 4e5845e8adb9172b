import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Pool } from 'undici';

/** The calls that an ingestion makes for a file of one chunk, bare. */
export interface SmallFileCalls {
  /** Reads and hashes a file; no call. */
  prepare(path: string): Promise<SmallFile>;
  /** What the platform has of the file: 0 nothing, 1 its chunks, 2 all of it. */
  status(file: SmallFile): Promise<number>;
  /** Reads the file again: nobody keeps what may be large from one step to the next. */
  sendChunk(file: SmallFile): Promise<void>;
  merge(file: SmallFile): Promise<void>;
  close(): Promise<void>;
}

/** What the calls are told of a file. */
export interface SmallFile {
  path: string;
  hash: string;
  /** Bytes. */
  size: number;
}

/**
 * The six calls in the order in which an ingestion makes them; each runs by `step`, which makes it durable or does not.
 * Throws when the file did not arrive.
 */
export async function deliverInSixCalls(
  calls: SmallFileCalls,
  path: string,
  step: <T>(work: () => Promise<T>) => Promise<T> = (work) => work(),
): Promise<void> {
  const file = await step(async () => {
    const prepared = await calls.prepare(path);
    await calls.status(prepared);
    return prepared;
  });
  await step(() => calls.sendChunk(file));
  await step(() => calls.status(file));
  await step(() => calls.status(file));
  await step(() => calls.merge(file));
  if ((await step(() => calls.status(file))) !== 2) throw new Error(`${path} did not arrive`);
}

/** Signs in to a simulated platform. */
export async function openSmallFileCalls(url: string, connections: number): Promise<SmallFileCalls> {
  const pool = new Pool(url, { connections });
  const { access_token: token } = await call<{ access_token: string }>('POST', '/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'username=demo&password=demo-password',
  });
  const authorization = `Bearer ${token}`;

  async function call<T>(
    method: 'GET' | 'POST',
    path: string,
    { headers, body }: { headers: Record<string, string>; body?: Buffer | string },
  ): Promise<T> {
    const answer = await pool.request({ method, path, headers, ...(body === undefined ? {} : { body }) });
    // The simulator's own answers.
    const read = (await answer.body.json()) as T & { success?: boolean };
    if (answer.statusCode !== 200 || read.success === false) throw new Error(`${path}: ${JSON.stringify(read)}`);
    return read;
  }

  async function upload(body: Buffer): Promise<void> {
    const headers = { authorization, 'content-type': 'multipart/form-data; boundary=b' };
    await call('POST', '/api/v1/FlowJs/Upload', { headers, body });
  }

  return {
    async prepare(path) {
      const content = await readFile(path);
      return { path, hash: createHash('md5').update(content).digest('hex'), size: content.length };
    },
    async status({ hash }) {
      const path = `/api/v1/FlowJs/UploadFileStatus?hash=${hash}&totalChunks=-1`;
      return (await call<{ item: { status: number } }>('GET', path, { headers: { authorization } })).item.status;
    },
    async sendChunk(file) {
      const head =
        'Content-Disposition: form-data; name="file"; filename="f"\r\nContent-Type: application/octet-stream';
      const fields = `${formFields(file, 1, file.size)}--b\r\n${head}\r\n\r\n`;
      await upload(Buffer.concat([Buffer.from(fields), await readFile(file.path), Buffer.from('\r\n--b--\r\n')]));
    },
    merge: (file) => upload(Buffer.from(`${formFields(file, -1, 0)}--b--\r\n`)),
    close: () => pool.close(),
  };
}

function formFields({ path, hash, size }: SmallFile, chunkNumber: number, currentChunkSize: number): string {
  const values = {
    fileName: basename(path),
    fileExtention: extname(path),
    fileHash: hash,
    fileSize: size,
    totalChunks: 1,
    chunkNumber,
    currentChunkSize,
  };
  return Object.entries(values)
    .map(([field, value]) => `--b\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`)
    .join('');
}
