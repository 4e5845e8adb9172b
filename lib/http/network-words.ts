import { errors } from 'undici';
import { StalledError } from './connect.ts';
import type { RequestContext } from './context.ts';
import { AnswerTooLongError, type ExchangeError } from './exchange.ts';
import { ProxyRefusedError } from './tunnel.ts';

/** Words for the ways in which a connection is not made. */
const UNREACHABLE: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name lookup failed',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'connection timed out',
  ECONNRESET: 'connection reset while it was made',
};

/** Those of them that are time-outs. */
const CONNECT_TIMEOUTS = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** Where a request was to go. */
type Way = Pick<RequestContext, 'origin' | 'proxy'>;

/** The code of a system's error, also of the first of several addresses that were tried. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined;
}

/** True for a connection that was not made in time. */
export function isConnectTimeout(cause: unknown): boolean {
  return CONNECT_TIMEOUTS.has(codeOf(cause) ?? '');
}

/** What befell a request that got no whole answer, in words: not sent, cut, timed out, or not HTTP. */
export function networkWords({ cause, isSent, message }: ExchangeError, way: Way): string {
  const code = codeOf(cause);
  // undici names the header or field that it refuses, not its value.
  if (code === 'UND_ERR_INVALID_ARG') return `cannot be sent: ${message}`;
  if (cause instanceof ProxyRefusedError && way.proxy !== undefined) return proxyWords(way, cause);
  if (!isSent) {
    const reason = (code === undefined ? undefined : UNREACHABLE[code]) ?? (message || code || 'no connection');
    return `cannot reach ${way.origin}${throughText(way)}: ${reason}${certificateHint(code)}`;
  }
  if (cause instanceof StalledError) return `no answer within ${cause.timeoutMs / 1000} s`;
  if (cause instanceof AnswerTooLongError) return cause.message;
  if (cause instanceof errors.HTTPParserError) return `the answer is not HTTP (${message})`;
  return `the connection was cut before the answer was complete (${message || code || 'closed'})`;
}

/** What a proxy that let a request not pass said; without `cause` it wants credentials. */
export function proxyWords(way: Way, cause?: ProxyRefusedError): string {
  const isAboutCredentials = cause === undefined || cause.status === 407;
  const reason = cause?.message ?? 'it answered 407 (credentials wanted)';
  const hint = isAboutCredentials ? `: put user and password into its URL (${way.proxy?.source ?? 'proxy'})` : '';
  return `cannot reach ${way.origin}${throughText(way)}: ${reason}${hint}`;
}

/** ` through the proxy http://… (HTTPS_PROXY)`, where there is one. */
function throughText({ proxy }: Way): string {
  return proxy === undefined ? '' : ` through the proxy ${proxy.origin} (${proxy.source})`;
}

/** What TLS says of a certificate that no authority known here has signed. */
const UNKNOWN_AUTHORITY = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function certificateHint(code: string | undefined): string {
  if (code === undefined || !UNKNOWN_AUTHORITY.has(code)) return '';
  return ' (name the certificate of its authority, a PEM file, by NODE_EXTRA_CA_CERTS in the environment of the worker)';
}
