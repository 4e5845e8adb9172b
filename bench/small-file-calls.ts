import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Pool } from 'undici';

/** The calls that an ingestion makes for a file of one chunk, bare: six of them in this order, each to be awaited. */
export interface SmallFileCalls {
  /** Reads and hashes a file; no call. */
  prepare(path: string): Promise<SmallFile>;
  /** What the platform has of the file: 0 nothing, 1 its chunks, 2 all of it. */
  status(file: SmallFile): Promise<number>;
  sendChunk(file: SmallFile): Promise<void>;
  merge(file: SmallFile): Promise<void>;
  close(): Promise<void>;
}

/** A file in memory. */
export interface SmallFile {
  name: string;
  hash: string;
  content: Buffer;
}

/** Names of the six calls, in the order in which an ingestion makes them. */
export const SIX_CALLS = ['status', 'sendChunk', 'status', 'status', 'merge', 'status'] as const;

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
      return { name: basename(path), hash: createHash('md5').update(content).digest('hex'), content };
    },
    async status({ hash }) {
      const path = `/api/v1/FlowJs/UploadFileStatus?hash=${hash}&totalChunks=-1`;
      return (await call<{ item: { status: number } }>('GET', path, { headers: { authorization } })).item.status;
    },
    async sendChunk(file) {
      const head =
        'Content-Disposition: form-data; name="file"; filename="f"\r\nContent-Type: application/octet-stream';
      const fields = `${formFields(file, 1, file.content.length)}--b\r\n${head}\r\n\r\n`;
      await upload(Buffer.concat([Buffer.from(fields), file.content, Buffer.from('\r\n--b--\r\n')]));
    },
    merge: (file) => upload(Buffer.from(`${formFields(file, -1, 0)}--b--\r\n`)),
    close: () => pool.close(),
  };
}

function formFields({ name, hash, content }: SmallFile, chunkNumber: number, currentChunkSize: number): string {
  const values = {
    fileName: name,
    fileExtention: extname(name),
    fileHash: hash,
    fileSize: content.length,
    totalChunks: 1,
    chunkNumber,
    currentChunkSize,
  };
  return Object.entries(values)
    .map(([field, value]) => `--b\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`)
    .join('');
}
