import { ModelrailError } from '../../lib/errors.ts';
import { statusFailure } from '../../lib/http/failures.ts';
import { createHttp, type HttpAnswer, jsonOf, shapeOf } from '../../lib/http/http.ts';
import { createProxyChoice } from '../../lib/http/proxy.ts';
import type { StreamBody } from '../../lib/http/stream-body.ts';
import { type BoxRecord, boxRecord, endpoints, pathOf } from './endpoints.ts';
import type { DropBoxSettings } from './settings.ts';

/** A file of a box. */
export interface BoxFile {
  box: string;
  name: string;
}

/**
 * The calls of a drop box. Each makes one request and throws `ModelrailError` when it fails, or the reason of its signal,
 * untouched, when that aborts. Nothing is repeated here.
 */
export interface DropBoxClient {
  /** Sends a file whole, in place of what was there. */
  put(file: BoxFile, body: StreamBody, signal: AbortSignal): Promise<BoxRecord>;
  /** What is there; undefined for nothing. */
  read(file: BoxFile, signal: AbortSignal): Promise<BoxRecord | undefined>;
  /** Takes away what is there; nothing may be. */
  remove(file: BoxFile, signal: AbortSignal): Promise<void>;
  /** Ends the connections; calls under way fail. */
  close(): Promise<void>;
}

/** Connections beside those that send: a question never waits behind a file. */
const CONTROL_CONNECTIONS = 4;

/** Makes a client; one per platform and process. */
export function createDropBoxClient(settings: DropBoxSettings): DropBoxClient {
  const { token, upload, timeouts } = settings;
  const base = settings.baseUrl.replace(/\/+$/, '');
  const http = createHttp({
    connections: upload.concurrency + CONTROL_CONNECTIONS,
    connectTimeoutMs: timeouts.connect,
    requestTimeoutMs: timeouts.request,
    proxyFor: createProxyChoice(settings.proxy, process.env),
    secrets: () => [token.reveal()],
  });

  async function send(method: 'PUT' | 'GET' | 'DELETE', path: string, signal: AbortSignal, body?: StreamBody) {
    return http.send({
      method,
      url: new URL(base + path),
      headers: {
        authorization: `Bearer ${token.reveal()}`,
        ...(body === undefined ? { 'cache-control': 'no-cache' } : { 'content-type': 'application/octet-stream' }),
      },
      body,
      signal,
    });
  }

  return {
    async put(file, body, signal) {
      return recordOf(await send(endpoints.putFile.method, pathOf(endpoints.putFile.path, file), signal, body));
    },
    async read(file, signal) {
      const answer = await send(endpoints.readFile.method, pathOf(endpoints.readFile.path, file), signal);
      try {
        return recordOf(answer);
      } catch (error) {
        // In the platform's own words: a page says that something else is there at the address.
        if (error instanceof ModelrailError && error.type === 'NotFound' && saysNothingThere(answer)) return undefined;
        throw error;
      }
    },
    async remove(file, signal) {
      const answer = await send(endpoints.removeFile.method, pathOf(endpoints.removeFile.path, file), signal);
      if (answer.status === 404 && saysNothingThere(answer)) return;
      if (answer.status !== 204) throw statusFailure(answer, answer.context, 'baseUrl');
    },
    close: () => http.close(),
  };
}

function recordOf(answer: HttpAnswer): BoxRecord {
  const { status, context } = answer;
  if (status < 200 || status > 299) throw statusFailure(answer, context, 'baseUrl');
  return shapeOf(answer, jsonOf(answer), boxRecord);
}

/** A 404 of the box itself, not of a server before it. */
function saysNothingThere({ headers }: HttpAnswer): boolean {
  return String(headers['content-type'] ?? '').includes('json');
}
