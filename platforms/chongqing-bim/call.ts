import { z } from 'zod';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { sentence } from '../../lib/http/context.ts';
import { requestIdOf } from '../../lib/http/headers.ts';
import { type Http, issueSentence, shapeOf } from '../../lib/http/http.ts';
import { readAnswer } from './answers.ts';
import type { Endpoint } from './endpoints.ts';
import type { ChongqingBimSettings } from './settings.ts';
import type { TokenSource } from './token.ts';

/** A body that is made already: the multipart calls. */
export interface MadeBody {
  body: Buffer;
  contentType: string;
  /** Told how many bytes of it have left so far; from the beginning again where it is sent again. */
  onLeft?: ((bytes: number) => void) | undefined;
}

/** Makes calls of the platform: parameters checked, token taken care of, refusals told from answers. */
export interface Caller {
  /** A call with the endpoint's parameters. `cut` ends a request under way, by default when `signal` does. */
  call<P extends z.ZodType, A extends z.ZodType>(
    endpoint: Endpoint<P, A>,
    parameters: z.input<P>,
    signal?: AbortSignal,
    cut?: AbortSignal,
  ): Promise<z.output<A>>;
  /** The same; answers the body as it came, after it was compared with the shape of the answer. */
  callForBody(
    endpoint: Endpoint<z.ZodType, z.ZodType>,
    parameters: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<unknown>;
  /** Text of an answer as it may go on: without secrets, bounded, well-formed. */
  words(text: string): string;
  /** A call whose body is made already. */
  callWithBody<P extends z.ZodType, A extends z.ZodType>(
    endpoint: Endpoint<P, A>,
    made: MadeBody,
    signal?: AbortSignal,
  ): Promise<z.output<A>>;
}

interface Encoded {
  query?: string;
  body?: string | Buffer;
  contentType?: string;
  onLeft?: ((bytes: number) => void) | undefined;
}

const textFields = z.record(z.string(), z.string());

function encode(endpoint: Endpoint<z.ZodType, z.ZodType>, parameters: unknown): Encoded {
  const parsed = endpoint.parameters.safeParse(parameters);
  if (!parsed.success) {
    throw new ModelrailError('InvalidRequest', issueSentence(endpoint.path, parsed.error));
  }
  if (endpoint.style === 'json') return { body: JSON.stringify(parsed.data), contentType: 'application/json' };
  const text = new URLSearchParams(textFields.parse(parsed.data)).toString();
  return endpoint.style === 'query'
    ? { query: text }
    : { body: text, contentType: 'application/x-www-form-urlencoded' };
}

/** Makes a {@link Caller}. */
export function createCaller(settings: ChongqingBimSettings, http: Http, tokens: TokenSource): Caller {
  const base = settings.baseUrl.replace(/\/+$/, '');

  async function send(endpoint: Endpoint<z.ZodType, z.ZodType>, encoded: Encoded, token: string, signal?: AbortSignal) {
    const url = new URL(base + endpoint.path);
    if (encoded.query !== undefined) url.search = encoded.query;
    return http.send({
      method: endpoint.method,
      url,
      headers: {
        authorization: `Bearer ${token}`,
        // An answer about a state is only worth something when it is new: a cache on the way may keep what is got.
        ...(endpoint.method === 'GET' ? { 'cache-control': 'no-cache' } : {}),
        ...(endpoint.needsBimApiKey ? { bimapikey: settings.bimApiKey.reveal() } : {}),
        ...(encoded.contentType === undefined ? {} : { 'content-type': encoded.contentType }),
      },
      body: encoded.body,
      signal,
      onLeft: encoded.onLeft,
    });
  }

  async function perform<A extends z.ZodType>(
    endpoint: Endpoint<z.ZodType, A>,
    encoded: Encoded,
    signal?: AbortSignal,
    cut = signal,
  ): Promise<{ body: unknown; parsed: z.output<A> }> {
    let isUnknown = false;
    for (let attempt = 1; ; attempt += 1) {
      const token = await currentToken(tokens, isUnknown, signal);
      signal?.throwIfAborted();
      const answer = await send(endpoint, encoded, token.value, cut);
      const read = readAnswer(answer, settings);
      if (read.kind === 'unauthorized') {
        const words = sentence(answer.context, read.words, requestIdOf(answer.headers));
        tokens.refused(token, words);
        // A call that is refused with a new token as well leaves the next attempt, and the pause before it, to Temporal.
        if (attempt > 1) {
          throw new ModelrailError(
            'Authentication',
            sentenceOf('{refusal} (with a new token too)', { refusal: words }),
            {
              isRetryable: true,
              outcomeUnknown: isUnknown,
            },
          );
        }
        continue;
      }
      if (read.kind === 'diverted' && attempt === 1 && tokens.diverted(token)) {
        isUnknown = read.error.outcomeUnknown;
        continue;
      }
      // A refusal of the request itself shows as well that the token is good.
      if (read.kind === 'answered' || read.kind === 'refused') tokens.accepted(token);
      if (read.kind !== 'answered') throw withOutcome(read.error, isUnknown || read.error.outcomeUnknown);
      return { body: read.body, parsed: shapeOf(answer, read.body, endpoint.answer) };
    }
  }

  return {
    call: async (endpoint, parameters, signal, cut) =>
      (await perform(endpoint, encode(endpoint, parameters), signal, cut)).parsed,
    callForBody: async (endpoint, parameters, signal) =>
      (await perform(endpoint, encode(endpoint, parameters), signal)).body,
    callWithBody: async (endpoint, made, signal) => (await perform(endpoint, made, signal)).parsed,
    words: (text) => http.words(text),
  };
}

/**
 * A token's failure says nothing of the call that waits for it: that one was not sent, or refused without effect, but for
 * one that a page was the answer to.
 */
async function currentToken(tokens: TokenSource, isUnknown: boolean, signal?: AbortSignal) {
  try {
    return await tokens.current(signal);
  } catch (error) {
    throw error instanceof ModelrailError ? withOutcome(error, isUnknown) : error;
  }
}

/** The failure with another outcome of the call. */
function withOutcome(error: ModelrailError, outcomeUnknown: boolean): ModelrailError {
  if (error.outcomeUnknown === outcomeUnknown) return error;
  const { type, message, told, isRetryable, isConclusive, isOverload, refusal, retryAfterMs, cause } = error;
  return new ModelrailError(type, told ?? message, {
    isRetryable,
    isConclusive,
    outcomeUnknown,
    isOverload,
    cause,
    ...(refusal === undefined ? {} : { refusal }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
