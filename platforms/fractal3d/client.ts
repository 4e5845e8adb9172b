import { createHttp } from '../../lib/http/http.ts';
import { createProxyChoice } from '../../lib/http/proxy.ts';
import type { StreamBody } from '../../lib/http/stream-body.ts';
import { hideQueries } from '../../lib/http/words.ts';
import { hideWebhookTokens } from '../../lib/webhooks/addresses.ts';
import { type CallOptions, createCaller } from './call.ts';
import { type CommentCalls, createCommentCalls } from './comments.ts';
import { endpoints } from './endpoints.ts';
import { createJobCalls, type JobCalls } from './jobs.ts';
import { createNamedCalls, type NamedCalls } from './named-calls.ts';
import { createRoomCalls, type RoomCalls } from './rooms.ts';
import type { Fractal3dSettings } from './settings.ts';
import { createTokenSource } from './token.ts';

/** A file as the platform has it. */
export interface RemoteFile {
  fileId: string;
  name: string;
  /** Bytes. */
  size: number;
  /** Where it can be fetched for a while; absent when the platform gives none. */
  signedUrl?: string;
}

/** A file to send. */
export interface UploadInput {
  name: string;
  /** Bytes. */
  size: number;
  /** Days that the platform keeps it; -1, and by default: for good. */
  retentionDays?: number | undefined;
  body: StreamBody;
  signal?: AbortSignal | undefined;
  /** Whose turn it takes where calls wait: the ingestion. */
  share?: string | undefined;
}

/**
 * The platform's calls in our spelling. Each makes one request, two when the token had ended, and waits for the bucket of its credential
 * before it; one that was refused by 429 was not made, and is made again. It throws `ModelrailError` when it fails, or the
 * reason of its signal, untouched, when that aborts. Nothing else is repeated here.
 */
export interface Fractal3dClient extends JobCalls, CommentCalls, RoomCalls, NamedCalls {
  /** Sends a file whole (上传文件); answers its id. */
  uploadFile(input: UploadInput): Promise<string>;
  /** What the platform has of a file (获取文件). Error: `NotFound`. */
  getFile(input: { fileId: string; signal?: AbortSignal | undefined }): Promise<RemoteFile>;
  /** Text of the platform as it may go on: without secrets, bounded, well-formed. */
  words(text: string): string;
  /** Has a credential, or gets one, for `doctor`. */
  authenticate(signal: AbortSignal): Promise<void>;
  /** Ends the connections; calls under way fail. */
  close(): Promise<void>;
}

/** Options of {@link createFractal3dClient}. */
export interface Fractal3dClientOptions {
  /** Clock in milliseconds, by which tokens end. */
  now?: () => number;
  /** Where the proxies are named. Default: the process's environment. */
  env?: NodeJS.ProcessEnv;
}

/** Connections beside those that send files: a question never waits behind a file. */
const CONTROL_CONNECTIONS = 16;

/** Makes a client; one per platform and process, so that all calls share its token, its bucket and its connections. */
export function createFractal3dClient(
  settings: Fractal3dSettings,
  options: Fractal3dClientOptions = {},
): Fractal3dClient {
  const { upload, timeouts } = settings;
  const proxyFor = createProxyChoice(settings.proxy, options.env ?? process.env);
  const http = createHttp({
    connections: upload.concurrency + CONTROL_CONNECTIONS,
    connectTimeoutMs: timeouts.connect,
    requestTimeoutMs: timeouts.request,
    proxyFor,
    secrets: () => tokens.secrets(),
    // The platform may tell of an address that it was given, also long after.
    hide: (words) => hideWebhookTokens(hideQueries(words)),
  });
  const tokens = createTokenSource(settings, http, options.now);
  const caller = createCaller(settings.baseUrl, http, tokens);
  return {
    async uploadFile({ name, size, retentionDays, body, signal, share }) {
      const query = { file_name: name, file_size: size, file_retention_days: retentionDays };
      const options: CallOptions = { signal, share, stream: body };
      return (await caller.call(endpoints.uploadFile, { query, body: undefined }, options)).file_id;
    },
    async getFile({ fileId, signal }) {
      const parameters = { query: { file_id: fileId }, body: undefined };
      const { file_id, file_name, size, signed_url } = await caller.call(endpoints.getFile, parameters, { signal });
      return { fileId: file_id, name: http.words(file_name), size, ...(signed_url ? { signedUrl: signed_url } : {}) };
    },
    ...createJobCalls(caller, http),
    ...createCommentCalls(caller, http),
    ...createRoomCalls(caller, settings, proxyFor),
    ...createNamedCalls(caller, tokens),
    words: (text) => http.words(text),
    async authenticate(signal) {
      await tokens.current(signal);
    },
    async close() {
      tokens.close();
      await http.close();
    },
  };
}
