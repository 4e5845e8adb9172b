import { phraseOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../errors.ts';
import { type DownloadAnswer, download } from '../http/download.ts';
import { ExchangeError } from '../http/exchange.ts';
import { headerOf } from '../http/headers.ts';
import { createPoolSet, type PoolOptions } from '../http/pool.ts';
import { createProxyChoice, type ProxySetting } from '../http/proxy.ts';
import { querySecrets } from '../http/words.ts';
import {
  bareHost,
  createAddressGuard,
  hostRefusal,
  isAllowedHost,
  isRefusedHost,
  RefusedAddressError,
  type ResolveName,
} from './address-guard.ts';
import {
  addressFailure,
  type RemoteContext,
  refusedFailure,
  unansweredFailure,
  unexpected,
} from './remote-failures.ts';
import { type HttpAddress, parseHttpAddress, problemOf } from './source-url.ts';

/** How addresses are reached. */
export interface RemoteHttpOptions {
  /** Hosts, as they are written, that may be reached although they are not public. */
  allowHosts: readonly string[];
  /** Default: `none`. Through a proxy the guard sees names only. */
  proxy?: ProxySetting;
  /** How names are resolved. Default: as the system does. */
  resolve?: ResolveName;
  /** Longest silence within a request. Default: a minute. */
  requestTimeoutMs?: number;
}

/** A GET or HEAD of a source. */
export interface RemoteRequest {
  /** Default: GET. */
  method?: 'GET' | 'HEAD';
  headers?: Record<string, string>;
  signal: AbortSignal;
  /** Where an earlier answer came from: begins there, not at the source. */
  at?: HttpAddress | undefined;
}

/** The head of an answer of 2xx, 304 or 416, and its body, which is read or destroyed. */
export interface RemoteAnswer extends DownloadAnswer {
  /** Where it came from, after all redirects. */
  at: HttpAddress;
  /** What an error of its body stands for. */
  failureOf(error: unknown): unknown;
}

/** Requests for what lies at addresses that any client may have named: guarded, with redirects. */
export interface RemoteHttp {
  /**
   * Asks for a source. Errors: `SourceNotFound` (404, 410; retryable for what passes: 5xx, no connection),
   * `SourceNotAllowed` (401, 403, a host that is not to be reached), `RateLimited`, `InvalidRequest`, `UnexpectedResponse`.
   */
  get(source: string, request: RemoteRequest): Promise<RemoteAnswer>;
  close(): Promise<void>;
}

/** Connections to one server: few enough to be polite, enough for the lanes of one transfer. */
const CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const MAX_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Makes a {@link RemoteHttp}; a process needs one. */
export function createRemoteHttp(options: RemoteHttpOptions): RemoteHttp {
  const { allowHosts, proxy = 'none', requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const guard = createAddressGuard(options.resolve);
  const proxyFor = createProxyChoice(proxy, process.env);
  const common: PoolOptions = {
    connections: CONNECTIONS,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    requestTimeoutMs,
    proxyFor,
  };
  const guarded = createPoolSet({ ...common, guard });
  const open = createPoolSet(common);

  async function ask(source: string, address: HttpAddress, request: RemoteRequest): Promise<RemoteAnswer> {
    const { url, host } = address;
    const isAllowed = isAllowedHost(address, allowHosts);
    const { pool, prefix, headers, proxy: way } = (isAllowed ? open : guarded).routeTo(url);
    const secrets = [...querySecrets(source), ...querySecrets(url.href)];
    const context: RemoteContext = { shown: shownSource(source), host, origin: url.origin, proxy: way, secrets };
    if (isRefusedHost(address, allowHosts)) {
      throw new ModelrailError('SourceNotAllowed', hostRefusal(context.shown, host));
    }
    const failureOf = (error: unknown) => (error instanceof ExchangeError ? unansweredFailure(error, context) : error);
    try {
      if (!isAllowed && way === undefined && request.at === undefined) await guard.assertName(bareHost(url));
    } catch (error) {
      if (error instanceof RefusedAddressError) throw addressFailure(error, context);
      throw failureOf(new ExchangeError(error, false));
    }
    const answer = await download(pool, {
      method: request.method ?? 'GET',
      path: prefix + url.pathname + url.search,
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': 'modelrail',
        ...request.headers,
        ...headers,
      },
      signal: request.signal,
    }).catch((error: unknown) => {
      throw failureOf(error);
    });
    if (answer.status >= 400 && answer.status !== 416) throw await refusedFailure(answer, context);
    return { ...answer, at: address, failureOf };
  }

  return {
    async get(source, request) {
      let address = request.at ?? addressOf(source, source);
      for (let redirects = 0; ; redirects += 1) {
        const answer = await ask(source, address, redirects === 0 ? request : { ...request, at: undefined });
        if (!REDIRECTS.has(answer.status)) return answer;
        answer.body.destroy();
        if (redirects === MAX_REDIRECTS)
          throw unexpected(
            shownSource(source),
            phraseOf('redirects more than {times} times', { times: `${MAX_REDIRECTS}` }),
          );
        address = addressOf(source, redirectTarget(source, address, headerOf(answer.headers, 'location')));
      }
    },
    async close() {
      await Promise.all([guarded.close(), open.close()]);
    },
  };
}

/** Where a redirect leads, with the host as it stands there; a relative one has that of the address before. */
function redirectTarget(source: string, { url, host }: HttpAddress, location: string | undefined): string {
  const target = location?.trim() ?? '';
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return target;
  if (target.startsWith('//')) return `${url.protocol}${target}`;
  if (target === '' || !URL.canParse(target, url.href))
    throw unexpected(shownSource(source), phraseOf('redirects without an address that can be read'));
  const { pathname, search, port } = new URL(target, url);
  return `${url.protocol}//${host}${port === '' ? '' : `:${port}`}${pathname}${search}`;
}

/** The address of a source, or of what it redirects to: an error names the source alone. */
function addressOf(source: string, text: string): HttpAddress {
  const address = parseHttpAddress(text);
  if (!('problem' in address)) return address;
  const path = shownSource(source);
  if (text === source) throw new ModelrailError('InvalidRequest', problemOf(path, address.problem));
  throw new ModelrailError('SourceNotAllowed', redirectRefusal(path, text, address.problem));
}

function redirectRefusal(path: string, target: string, problem: string): Sentence {
  const scheme = /^[a-z][a-z0-9+.-]*/i.exec(target)?.[0] ?? '';
  return /^https?$/i.test(scheme)
    ? sentenceOf('{path} redirects to an address that {problem}', { path, problem: { text: problem, filling: {} } })
    : sentenceOf('{path} redirects to {scheme}:, which is not followed', { path, scheme });
}
