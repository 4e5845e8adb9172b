import { basename, extname } from 'node:path';
import { Pool } from 'undici';

/** The calls about files of a simulated platform, with nothing around them. */
export interface BareCalls {
  /** What the platform has of a file: 0 nothing, 1 some chunks, 2 all of it. */
  status(hash: string): Promise<number>;
  /** Sends a body that {@link uploadHead} begins. */
  upload(body: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** A file as each of its upload calls describes it. */
export interface BareFile {
  path: string;
  hash: string;
  /** Bytes. */
  size: number;
  totalChunks: number;
}

/** Signs in to a simulated platform. */
export async function openBareCalls(url: string, connections: number): Promise<BareCalls> {
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

  return {
    async status(hash) {
      const path = `/api/v1/FlowJs/UploadFileStatus?hash=${hash}&totalChunks=-1`;
      return (await call<{ item: { status: number } }>('GET', path, { headers: { authorization } })).item.status;
    },
    async upload(body) {
      const headers = { authorization, 'content-type': 'multipart/form-data; boundary=b' };
      await call('POST', '/api/v1/FlowJs/Upload', { headers, body });
    },
    close: () => pool.close(),
  };
}

/** What goes before the bytes of a chunk, {@link UPLOAD_TAIL} behind them. Chunks count from 1. */
export function uploadHead(file: BareFile, chunkNumber: number, length: number): Buffer {
  const part =
    'Content-Disposition: form-data; name="file"; filename="f"\r\nContent-Type: application/octet-stream\r\n\r\n';
  return Buffer.from(`${formFields(file, chunkNumber, length)}--b\r\n${part}`);
}

/** What ends the body of a chunk. */
export const UPLOAD_TAIL = '\r\n--b--\r\n';

/** The body that asks for the merge. */
export function mergeBody(file: BareFile): Buffer {
  return Buffer.from(`${formFields(file, -1, 0)}--b--\r\n`);
}

function formFields({ path, hash, size, totalChunks }: BareFile, chunkNumber: number, length: number): string {
  const values = {
    fileName: basename(path),
    fileExtention: extname(path),
    fileHash: hash,
    fileSize: size,
    totalChunks,
    chunkNumber,
    currentChunkSize: length,
  };
  return Object.entries(values)
    .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join('');
}
