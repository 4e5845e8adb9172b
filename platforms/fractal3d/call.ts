import type { z } from 'zod';
import { phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { wordsOf } from '../../lib/http/body.ts';
import { statusFailure } from '../../lib/http/failures.ts';
import { retryAfterMs } from '../../lib/http/headers.ts';
import { type Http, type HttpAnswer, issueSentence, jsonOf } from '../../lib/http/http.ts';
import type { StreamBody } from '../../lib/http/stream-body.ts';
import type { CallClass } from '../../lib/pacing/token-bucket.ts';
import { rateSampleOf, readAnswer } from './answers.ts';
import { type Endpoint, permissionFor, SCOPE_NAMES } from './endpoints.ts';
import { type Credential, missingScope, refusedCredential, type TokenSource } from './token.ts';

/** How a call is made. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Ends a request under way. Default: `signal`. */
  cut?: AbortSignal | undefined;
  /** Bytes in place of JSON. They can be sent once. */
  stream?: StreamBody | undefined;
  /** Default: `work`. */
  callClass?: CallClass | undefined;
  /** Whose turn it takes where calls wait for the bucket: the ingestion. */
  share?: string | undefined;
  /** What it sends that no error may tell. */
  secrets?: readonly string[] | undefined;
  /** It is made with the key in place of a token: what a token is made with. Its answer holds a secret. */
  withKey?: boolean | undefined;
  /** Told whether a request is under way: one that is cut then may have its effect. */
  onUnderWay?: ((isUnderWay: boolean) => void) | undefined;
}

/** Makes calls of the platform: parameters and rights checked, tokens of the bucket waited for, failures told from answers. */
export interface Caller {
  call<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
    endpoint: Endpoint<Q, B, A>,
    parameters: { query: z.input<Q>; body: z.input<B> },
    options?: CallOptions,
  ): Promise<z.output<A>>;
  /** The same; answers the body as it came, after it was compared with the shape of the answer. */
  callForBody(
    endpoint: AnyEndpoint,
    parameters: { query: unknown; body: unknown },
    options?: CallOptions,
  ): Promise<unknown>;
  /** The credential for a call that is made elsewhere. Throws `PermissionDenied` where it does not cover the call. */
  credentialFor(endpoint: AnyEndpoint, signal: AbortSignal | undefined): Promise<Credential>;
}

type AnyEndpoint = Endpoint<z.ZodType, z.ZodType, z.ZodType>;

/** Refusals by an empty bucket in a row before a call fails, to be made again by the next attempt: such a wait is to be seen. */
export const MAX_RATE_REFUSALS = 10;

/** Makes a {@link Caller}. */
export function createCaller(baseUrl: string, http: Http, tokens: TokenSource): Caller {
  const base = baseUrl.replace(/\/+$/, '');

  async function credentialFor(endpoint: AnyEndpoint, signal: AbortSignal | undefined): Promise<Credential> {
    const credential = await withoutOutcome(tokens.current(signal));
    const wanted = permissionFor(endpoint);
    if (!missingScope(credential, wanted)) return credential;
    const scope = SCOPE_NAMES[wanted.resource][wanted.operation];
    const words = sentenceOf(
      '{call} was not called: `permissions` of the platform lack {scope} (resource {resource}, operation {operation})',
      { call: nameOf(endpoint), scope, resource: wanted.resource, operation: wanted.operation },
    );
    throw new ModelrailError('PermissionDenied', words);
  }

  return {
    credentialFor,
    async call(endpoint, parameters, options) {
      return readAnswer(await perform(endpoint, parameters, options), endpoint.answer);
    },
    async callForBody(endpoint, parameters, options = {}) {
      const answer = await perform(endpoint, parameters, options);
      const holdsSecret = options.withKey === true;
      readAnswer(answer, endpoint.answer, { holdsSecret });
      return jsonOf(answer, { holdsSecret });
    },
  };

  /** Makes a call; answers whatever is neither a refusal of its credential nor of its bucket. */
  async function perform(
    endpoint: AnyEndpoint,
    parameters: { query: unknown; body: unknown },
    options: CallOptions = {},
  ): Promise<HttpAnswer> {
    const { signal, cut = signal, stream, callClass, share, secrets, onUnderWay, withKey = false } = options;
    const url = addressOf(base, endpoint, parse(endpoint, endpoint.query, parameters.query));
    const body = parse(endpoint, endpoint.body, parameters.body);
    const never = new AbortController().signal;
    let rateRefusals = 0;
    for (let attempt = 1; ; ) {
      const credential = withKey ? tokens.ofKey() : await credentialFor(endpoint, signal);
      const grant = await credential.bucket.take(signal ?? never, { callClass, share });
      // While it waited the token may have ended.
      if (!tokens.isCurrent(credential)) {
        grant.lost();
        continue;
      }
      let answer: HttpAnswer;
      onUnderWay?.(true);
      try {
        answer = await http.send({
          method: endpoint.method,
          url,
          headers: {
            authorization: `Bearer ${credential.value}`,
            // An answer about a state is only worth something when it is new: a cache on the way may keep what is got.
            ...(endpoint.method === 'GET' ? { 'cache-control': 'no-cache' } : {}),
            ...(stream === undefined ? {} : { 'content-type': 'application/octet-stream' }),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          body: stream ?? (body === undefined ? undefined : JSON.stringify(body)),
          signal: cut,
          secrets,
        });
      } catch (error) {
        grant.lost();
        throw error;
      }
      onUnderWay?.(false);
      const { status } = answer;
      if (status === 429) {
        grant.refused(rateSampleOf(answer), retryAfterMs(answer.headers, Date.now()));
        rateRefusals += 1;
        // A stream is gone, and what else is refused again and again is told.
        if (stream !== undefined || rateRefusals >= MAX_RATE_REFUSALS)
          throw statusFailure(answer, answer.context, 'baseUrl');
        continue;
      }
      if (status === 401 || status === 403) {
        // Its headers are about another bucket: that of an unknown caller, perhaps.
        grant.lost();
        const failure = statusFailure(answer, answer.context, 'baseUrl');
        // A page is that of a server before the platform.
        if (failure.isRetryable || withKey) throw failure;
        const own = wordsOf(answer, answer.context.redact);
        const isAnother = tokens.refused(credential, status, nameOf(endpoint), own);
        if (isAnother && attempt === 1 && stream === undefined) {
          attempt += 1;
          continue;
        }
        throw refusalOf(answer, failure, { isAnother, isFresh: attempt > 1 });
      }
      grant.answered(rateSampleOf(answer));
      if (status < 500 && !withKey) tokens.accepted(credential, nameOf(endpoint));
      return answer;
    }
  }

  /** What a refused credential is told as: with a stream, which is gone, another attempt comes with a fresh token. */
  function refusalOf(
    answer: HttpAnswer,
    failure: ModelrailError,
    { isAnother, isFresh }: { isAnother: boolean; isFresh: boolean },
  ): ModelrailError {
    const own = wordsOf(answer, answer.context.redact);
    const said = `HTTP ${answer.status}${own === '' ? '' : `: ${own}`}`;
    const words = isFresh ? phraseOf('{said} (with a fresh token too)', { said }) : said;
    if (answer.status === 401) return refusedCredential(answer, words, tokens.isHopeless());
    if (!isAnother || isFresh) return failure;
    return new ModelrailError('PermissionDenied', failure.told ?? failure.message, { isRetryable: true });
  }
}

function nameOf({ method, path }: AnyEndpoint): string {
  return `${method} ${path}`;
}

function parse(endpoint: AnyEndpoint, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ModelrailError('InvalidRequest', issueSentence(endpoint.path, parsed.error));
}

function addressOf(base: string, { path }: AnyEndpoint, query: unknown): URL {
  const url = new URL(base + path);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

/** A token's failure says nothing of the call that waits for it: that one was not sent. */
async function withoutOutcome<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ModelrailError) || !error.outcomeUnknown) throw error;
    const { type, message, told, isRetryable, isOverload, retryAfterMs: waitMs, cause } = error;
    throw new ModelrailError(type, told ?? message, {
      isRetryable,
      isOverload,
      cause,
      ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    });
  }
}
