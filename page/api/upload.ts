import { CallError, type CallOptions, call } from './call.ts';
import { sleep } from './patience.ts';

/** How far a file has come on its way to the gateway. */
export interface UploadProgress {
  /** Where the gateway keeps it, once it has begun. */
  path: string;
  /** Bytes that the gateway has. */
  offset: number;
  /** Why it does not go on at the moment; it is tried again. */
  waitsFor?: CallError;
}

const TUS = { 'tus-resumable': '1.0.0' };
/** So much goes in a request: what a cut costs, and how often progress is told. */
const PART_BYTES = 8 * 1024 * 1024;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** Refusals that pass: another request holds it, the offset was another one, too many requests, a full spool. */
const PASSING = [0, 408, 409, 423, 429];

/**
 * Sends a file by the tus protocol and answers its source. A connection that is cut, or a gateway that is away, is waited for: then
 * it goes on where it was, for the same file in the same tab after a reload too. Errors: {@link CallError} for a refusal that stays,
 * that of the browser for a file that cannot be read, and that of an aborted signal. `place`: where the file lies in what was dropped.
 */
export async function upload(
  file: File,
  place: string,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<string> {
  // The creation is repeated when its answer was lost: no second upload takes room in the spool then.
  const key = freshKey();
  const stored = `modelrail.upload ${identityOf(file, place)}`;
  let pauseMs = FIRST_PAUSE_MS;
  let at: { path: string; offset: number } | undefined;
  for (;;) {
    try {
      at ??= await begin(file, { key, stored }, signal);
      onProgress(at);
      const source = await sendPart(file, at, signal);
      onProgress(at);
      pauseMs = FIRST_PAUSE_MS;
      if (source !== undefined) {
        sessionStorage.removeItem(stored);
        return source;
      }
    } catch (error) {
      if (!(error instanceof CallError) || signal.aborted) throw error;
      // A file that cannot be read, such as a folder, cannot be told from a cut.
      if (error.status === 0) await file.slice(at?.offset ?? 0, (at?.offset ?? 0) + 1).arrayBuffer();
      // It has expired, or belongs to another token.
      const isGone = at !== undefined && [403, 404, 410].includes(error.status);
      if (isGone) sessionStorage.removeItem(stored);
      else if (!PASSING.includes(error.status) && error.status < 500) throw error;
      onProgress({ path: isGone ? '' : (at?.path ?? ''), offset: at?.offset ?? 0, waitsFor: error });
      await sleep(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      // What has arrived is asked for: the answer to the last part may be all that was lost.
      at = undefined;
    }
  }
}

/** Removes what the gateway has of a file. Errors: {@link CallError}. */
export async function removeUpload(path: string): Promise<void> {
  await send(path, { method: 'DELETE' });
}

/** Sends the next part; answers the source once all is there. */
async function sendPart(
  file: File,
  at: { path: string; offset: number },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (at.offset >= file.size) return sourceOf(await send(at.path, { method: 'HEAD', signal }));
  const response = await send(at.path, {
    method: 'PATCH',
    body: file.slice(at.offset, at.offset + PART_BYTES),
    headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(at.offset) },
    signal,
  });
  at.offset = offsetOf(response);
  return at.offset >= file.size ? sourceOf(response) : undefined;
}

/** Finds the upload that was begun before, or begins one. */
async function begin(
  file: File,
  { key, stored }: { key: string; stored: string },
  signal: AbortSignal,
): Promise<{ path: string; offset: number }> {
  const known = sessionStorage.getItem(stored) ?? undefined;
  if (known !== undefined) {
    try {
      return { path: known, offset: offsetOf(await send(known, { method: 'HEAD', signal })) };
    } catch (error) {
      if (!(error instanceof CallError) || ![403, 404, 410].includes(error.status)) throw error;
      sessionStorage.removeItem(stored);
    }
  }
  const response = await send('v1/files', {
    method: 'POST',
    headers: {
      'upload-length': String(file.size),
      'upload-metadata': `filename ${base64(file.name)}`,
      'idempotency-key': key,
    },
    signal,
  });
  const location = response.headers.get('location') ?? '';
  // Below the page, which a proxy may have given another path.
  const path = location.replace(/^.*?(?=v1\/files\/)/, '');
  sessionStorage.setItem(stored, path);
  return { path, offset: offsetOf(response) };
}

function send(path: string, { headers = {}, ...options }: CallOptions): Promise<Response> {
  return call(path, { ...options, headers: { ...TUS, ...headers } });
}

function offsetOf(response: Response): number {
  return Number(response.headers.get('upload-offset'));
}

function sourceOf(response: Response): string {
  const source = response.headers.get('modelrail-source');
  if (source === null) throw new CallError(0, {});
  return decodeURI(source);
}

function base64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}

/** A key that no other request has. */
export function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The same file of the same person's disk, as far as a browser can tell. */
export function identityOf({ size, lastModified }: File, place: string): string {
  return `${size} ${lastModified} ${place}`;
}
