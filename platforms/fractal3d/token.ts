import { type Phrase } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { callSentence } from '../../lib/http/context.ts';
import { wrongShapeFailure } from '../../lib/http/failures.ts';
import { retryAfterMs } from '../../lib/http/headers.ts';
import { type Http, type HttpAnswer } from '../../lib/http/http.ts';
import { orAborted } from '../../lib/or-aborted.ts';
import { createTokenBucket, type TokenBucket } from '../../lib/pacing/token-bucket.ts';
import { rateSampleOf, readAnswer } from './answers.ts';
import { BUCKET_SIZES, shareBucket } from './buckets.ts';
import { endpoints, type Permission } from './endpoints.ts';
import { createForbiddenCalls } from './forbidden.ts';
import type { Fractal3dSettings } from './settings.ts';

/** How long a token is good (生成 AccessToken), and how long before that it is renewed. */
const TOKEN_LIFETIME_MS = 24 * 3_600_000;
const RENEWAL_MARGIN_MS = 10 * 60_000;
/** After so long it is tried again to renew a token that is still good. */
const RENEW_AGAIN_AFTER_MS = 60_000;
/** Fresh tokens that may be refused by 401 one after the other before that counts as final. */
const MAX_REFUSED_IN_A_ROW = 5;

/** What calls are made with. */
export interface Credential {
  readonly value: string;
  readonly bucket: TokenBucket;
  /** The rights that it has; undefined: all. */
  readonly permissions: readonly Permission[] | undefined;
}

/** The credential of a platform, shared by all calls of a client (reading 1). */
export interface TokenSource {
  /** The present credential; makes a token when there is none or it is about to end, once for all calls that wait. */
  current(signal: AbortSignal | undefined): Promise<Credential>;
  /** The key itself, with which tokens are made. */
  ofKey(): Credential;
  /** A call, by its name, was answered on this credential. */
  accepted(credential: Credential, call: string): void;
  /**
   * A call was refused by 401 or 403 on this credential, which may have ended. True when the call is to be made once more, on
   * another one; false of a 403 on a fresh one too, which is meant of the call. `words`: the platform's own.
   */
  refused(credential: Credential, status: number, call: string, words: string): boolean;
  /** False of a token that ended, was refused or replaced since it was given out. */
  isCurrent(credential: Credential): boolean;
  /** True when so many fresh tokens were refused that further ones will be. */
  isHopeless(): boolean;
  /** Values that no message may contain. */
  secrets(): string[];
  close(): void;
}

interface HeldToken extends Credential {
  readonly madeAtMs: number;
  /** A call was answered on it. */
  wasGood: boolean;
  isRefused: boolean;
}

/** Makes a {@link TokenSource}. `now` is milliseconds of a clock. */
export function createTokenSource(settings: Fractal3dSettings, http: Http, now: () => number = Date.now): TokenSource {
  const key = settings.apiKey.reveal();
  const base = settings.baseUrl.replace(/\/+$/, '');
  const ofKey = shareBucket(base, key);
  const byKey: Credential = { value: key, bucket: ofKey.bucket, permissions: undefined };
  let held: HeldToken | undefined;
  let renewal: Promise<HeldToken | undefined> | undefined;
  let hasNoTokens = settings.auth === 'key';
  let refusedInARow = 0;
  /** Until then a token that could not be renewed serves on. */
  let renewNotBeforeMs = Number.NEGATIVE_INFINITY;
  const forbidden = createForbiddenCalls(now);
  const seen: string[] = [];

  /** A fresh token; undefined where the platform makes none for this key. */
  async function make(): Promise<HeldToken | undefined> {
    const { method, path } = endpoints.createToken;
    const grant = await ofKey.bucket.take(new AbortController().signal);
    let answer: HttpAnswer;
    try {
      answer = await http.send({
        method,
        url: new URL(base + path),
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ permissions: settings.permissions }),
      });
    } catch (error) {
      grant.lost();
      throw error;
    }
    const { status, headers } = answer;
    if (status === 429) grant.refused(rateSampleOf(answer), retryAfterMs(headers, Date.now()));
    // What these tell may be about another bucket (reading 1).
    else if (status === 401 || status === 403) grant.lost();
    else grant.answered(rateSampleOf(answer));
    if (isWithoutTokens(answer)) return undefined;
    const token = readAnswer(answer, endpoints.createToken.answer, { holdsSecret: true }).access_token;
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw wrongShapeFailure(answer, answer.context, 'access_token: contains characters that no header can carry');
    }
    seen.push(token);
    // An answer that is under way may still name the token before this one.
    if (seen.length > 2) seen.shift();
    const madeAtMs = now();
    const bucket = createTokenBucket(BUCKET_SIZES.token);
    const { permissions } = settings;
    return { value: token, bucket, permissions, madeAtMs, wasGood: false, isRefused: false };
  }

  function renewOnce(): Promise<HeldToken | undefined> {
    renewal ??= make()
      .then((token) => {
        held = token;
        hasNoTokens = token === undefined;
        return token;
      })
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  }

  const isAlive = (token: HeldToken) => !token.isRefused && now() < token.madeAtMs + TOKEN_LIFETIME_MS;
  const isDue = ({ madeAtMs }: HeldToken) =>
    now() >= madeAtMs + TOKEN_LIFETIME_MS - RENEWAL_MARGIN_MS && now() >= renewNotBeforeMs;

  /** A fresh token; the present one where none can be made and it is still good. */
  async function renewed(signal: AbortSignal | undefined): Promise<Credential> {
    try {
      return (await orAborted(renewOnce(), signal)) ?? byKey;
    } catch (error) {
      if (!(error instanceof ModelrailError) || held === undefined || !isAlive(held)) throw error;
      renewNotBeforeMs = now() + RENEW_AGAIN_AFTER_MS;
      return held;
    }
  }

  function holdOf({ value }: Credential): HeldToken | undefined {
    return held?.value === value ? held : undefined;
  }

  return {
    async current(signal) {
      signal?.throwIfAborted();
      if (hasNoTokens) return byKey;
      return held !== undefined && isAlive(held) && !isDue(held) ? held : renewed(signal);
    },
    ofKey: () => byKey,
    accepted(credential, call) {
      refusedInARow = 0;
      forbidden.accepted(call);
      const hold = holdOf(credential);
      if (hold !== undefined) hold.wasGood = true;
    },
    refused(credential, status, call, words) {
      if (credential === byKey) return false;
      if (status === 403 && forbidden.isMeant({ call, words, token: credential.value })) return false;
      const hold = holdOf(credential);
      // Another call had it replaced already, or is about to.
      if (hold === undefined || hold.isRefused) return true;
      hold.isRefused = true;
      if (status === 401) refusedInARow = hold.wasGood ? 1 : refusedInARow + 1;
      return true;
    },
    isCurrent(credential) {
      const hold = holdOf(credential);
      return credential === byKey || (hold !== undefined && isAlive(hold));
    },
    isHopeless: () => hasNoTokens || refusedInARow >= MAX_REFUSED_IN_A_ROW,
    secrets: () => [key, ...seen],
    close: () => ofKey.close(),
  };
}

/** A key of a platform that makes no tokens, or none for it: the key itself will do. */
function isWithoutTokens(answer: HttpAnswer): boolean {
  if (answer.status !== 403 && answer.status !== 404) return false;
  try {
    readAnswer(answer, endpoints.createToken.answer);
    return false;
  } catch (error) {
    // In the platform's own words: a page is that of a server before it.
    if (error instanceof ModelrailError) return !error.isRetryable;
    throw error;
  }
}

/** Says which right a call needs that a token does not have. */
export function missingScope(credential: Credential, wanted: Permission): boolean {
  const { permissions } = credential;
  if (permissions === undefined) return false;
  return !permissions.some(({ resource, operation }) => resource === wanted.resource && operation === wanted.operation);
}

/** The failure of a call on a credential that is refused. */
export function refusedCredential(answer: HttpAnswer, words: string | Phrase, isFinal: boolean): ModelrailError {
  return new ModelrailError('Authentication', callSentence(answer.context, words), { isRetryable: !isFinal });
}
