import { errors } from 'undici';
import { type Phrase, phraseOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { StalledError } from './connect.ts';
import type { RequestContext } from './context.ts';
import { AnswerTooLongError, type ExchangeError } from './exchange.ts';
import { ProxyRefusedError } from './tunnel.ts';

/** Words for the ways in which a connection is not made. */
const UNREACHABLE: Record<string, Phrase> = {
  ECONNREFUSED: phraseOf('connection refused'),
  ENOTFOUND: phraseOf('host name not found'),
  EAI_AGAIN: phraseOf('host name lookup failed'),
  EHOSTUNREACH: phraseOf('no route to the host'),
  ENETUNREACH: phraseOf('no route to the network'),
  ETIMEDOUT: phraseOf('connection timed out'),
  UND_ERR_CONNECT_TIMEOUT: phraseOf('connection timed out'),
  ECONNRESET: phraseOf('connection reset while it was made'),
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

/** What befell a request (`call`) that got no whole answer: not sent, cut, timed out, or not HTTP. */
export function networkSentence(call: string, { cause, isSent, message }: ExchangeError, way: Way): Sentence {
  const code = codeOf(cause);
  // undici names the header or field that it refuses, not its value.
  if (code === 'UND_ERR_INVALID_ARG') return sentenceOf('{call}: cannot be sent: {reason}', { call, reason: message });
  if (cause instanceof ProxyRefusedError && way.proxy !== undefined) return proxySentence(call, way, cause);
  if (!isSent) {
    const known = code === undefined ? undefined : UNREACHABLE[code];
    return unreachable(call, way, known ?? (message || code || phraseOf('no connection')), isOfUnknownAuthority(code));
  }
  if (cause instanceof StalledError) {
    return sentenceOf('{call}: no answer within {seconds} s', { call, seconds: cause.timeoutMs / 1000 });
  }
  if (cause instanceof AnswerTooLongError) {
    return sentenceOf('{call}: the answer is longer than {bytes} bytes', { call, bytes: cause.maxBytes });
  }
  if (cause instanceof errors.HTTPParserError) {
    return sentenceOf('{call}: the answer is not HTTP ({reason})', { call, reason: message });
  }
  const reason = message || code || phraseOf('closed');
  return sentenceOf('{call}: the connection was cut before the answer was complete ({reason})', { call, reason });
}

/** What a proxy that let a request not pass said; without `cause` it wants credentials. */
export function proxySentence(call: string, way: Way, cause?: ProxyRefusedError): Sentence {
  const reason = cause?.message ?? phraseOf('it answered 407 (credentials wanted)');
  const place = {
    call,
    origin: way.origin,
    proxy: way.proxy?.origin ?? '',
    setting: way.proxy?.source ?? 'proxy',
    reason,
  };
  const isAboutCredentials = cause === undefined || cause.status === 407;
  return isAboutCredentials
    ? sentenceOf(
        '{call}: cannot reach {origin} through the proxy {proxy} ({setting}): {reason}: put user and password into its URL ({setting})',
        place,
      )
    : sentenceOf('{call}: cannot reach {origin} through the proxy {proxy} ({setting}): {reason}', place);
}

function unreachable(call: string, { origin, proxy }: Way, reason: string | Phrase, isUnsigned: boolean): Sentence {
  const place = { call, origin, reason };
  if (proxy !== undefined) {
    const through = { ...place, proxy: proxy.origin, setting: proxy.source };
    return isUnsigned
      ? sentenceOf(
          '{call}: cannot reach {origin} through the proxy {proxy} ({setting}): {reason} (name the certificate of its authority, a PEM file, by NODE_EXTRA_CA_CERTS in the environment of the worker)',
          through,
        )
      : sentenceOf('{call}: cannot reach {origin} through the proxy {proxy} ({setting}): {reason}', through);
  }
  return isUnsigned
    ? sentenceOf(
        '{call}: cannot reach {origin}: {reason} (name the certificate of its authority, a PEM file, by NODE_EXTRA_CA_CERTS in the environment of the worker)',
        place,
      )
    : sentenceOf('{call}: cannot reach {origin}: {reason}', place);
}

/** What TLS says of a certificate that no authority known here has signed. */
const UNKNOWN_AUTHORITY = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function isOfUnknownAuthority(code: string | undefined): boolean {
  return code !== undefined && UNKNOWN_AUTHORITY.has(code);
}
