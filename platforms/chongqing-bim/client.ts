import { createHttp } from '../../lib/http/http.ts';
import { createProxyChoice } from '../../lib/http/proxy.ts';
import { createCaller } from './call.ts';
import { type ConversionCalls, createConversionCalls } from './conversions.ts';
import { createNamedCalls, type NamedCalls } from './named-calls.ts';
import { type ProbeReport, probe } from './probe.ts';
import { createRecordCalls, type RecordCalls } from './records.ts';
import { ADAPTIVE_CONCURRENCY, type ChongqingBimSettings } from './settings.ts';
import { createTokenSource } from './token.ts';
import { createUploadCalls, type UploadCalls } from './uploads.ts';

/**
 * The platform's calls in our spelling. Each makes one request, two when the token had to be renewed, and throws
 * `ModelrailError` when it fails or the reason of its signal, untouched, when that aborts. Nothing is repeated here.
 */
export interface ChongqingBimClient extends UploadCalls, ConversionCalls, RecordCalls, NamedCalls {
  /** Tries the platform without changing anything, for `doctor`. */
  probe(input?: { signal?: AbortSignal | undefined }): Promise<ProbeReport>;
  /** Ends the connections; calls under way fail. */
  close(): Promise<void>;
}

/** Options of {@link createChongqingBimClient}. */
export interface ChongqingBimClientOptions {
  /** Wall clock in milliseconds, by which tokens expire. */
  now?: () => number;
  /** Where the proxies are named. Default: the process's environment. */
  env?: NodeJS.ProcessEnv;
}

/**
 * Connections beside those of the chunks. However many chunks the engine keeps under way, a call that decides what
 * happens next, a status or the poll of a conversion, finds a free connection instead of waiting behind megabytes.
 */
const CONTROL_CONNECTIONS = 4;

/** Makes a client; one per platform and process, so that all calls share its token and its connections. */
export function createChongqingBimClient(
  settings: ChongqingBimSettings,
  options: ChongqingBimClientOptions = {},
): ChongqingBimClient {
  const http = createHttp({
    connections: (settings.upload.concurrency ?? ADAPTIVE_CONCURRENCY.max) + CONTROL_CONNECTIONS,
    connectTimeoutMs: settings.timeouts.connect,
    requestTimeoutMs: settings.timeouts.request,
    proxyFor: createProxyChoice(settings.proxy, options.env ?? process.env),
    secrets: () => tokens.secrets(),
  });
  const tokens = createTokenSource(settings, http, options.now);
  const caller = createCaller(settings, http, tokens);
  const uploads = createUploadCalls(caller, settings);
  return {
    ...uploads,
    ...createConversionCalls(caller),
    ...createRecordCalls(caller, settings),
    ...createNamedCalls(caller, settings, http, tokens),
    probe: (input = {}) => probe(tokens, uploads, input.signal),
    close: () => http.close(),
  };
}
