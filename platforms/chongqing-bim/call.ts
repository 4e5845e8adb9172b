import { z } from 'zod';
import { ModelrailError } from '../../lib/errors.ts';
import { parseJsonText, textOf, wordsOf } from '../../lib/http/body.ts';
import { sentence } from '../../lib/http/context.ts';
import { statusFailure } from '../../lib/http/failures.ts';
import { requestIdOf } from '../../lib/http/headers.ts';
import { describeIssue, type Http, type HttpAnswer, jsonOf, shapeOf } from '../../lib/http/http.ts';
import type { Endpoint } from './endpoints.ts';
import { isAboutToken, parseRefusal, refusalFailure, refusalWords } from './refusals.ts';
import type { ChongqingBimSettings } from './settings.ts';
import type { TokenSource } from './token.ts';

/** A body that is made already: the multipart calls. */
export interface MadeBody {
  body: Buffer;
  contentType: string;
}

/** Makes calls of the platform: parameters checked, token taken care of, refusals told from answers. */
export interface Caller {
  /** A call with the endpoint's parameters. */
  call<P extends z.ZodType, A extends z.ZodType>(
    endpoint: Endpoint<P, A>,
    parameters: z.input<P>,
    signal?: AbortSignal,
  ): Promise<z.output<A>>;
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
}

const textFields = z.record(z.string(), z.string());

function encode(endpoint: Endpoint<z.ZodType, z.ZodType>, parameters: unknown): Encoded {
  const parsed = endpoint.parameters.safeParse(parameters);
  if (!parsed.success) {
    throw new ModelrailError('InvalidRequest', `${endpoint.path}: ${describeIssue(parsed.error)}`);
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
        ...(endpoint.needsBimApiKey ? { bimapikey: settings.bimApiKey.reveal() } : {}),
        ...(encoded.contentType === undefined ? {} : { 'content-type': encoded.contentType }),
      },
      body: encoded.body,
      signal,
    });
  }

  async function perform<A extends z.ZodType>(
    endpoint: Endpoint<z.ZodType, A>,
    encoded: Encoded,
    signal?: AbortSignal,
  ): Promise<z.output<A>> {
    for (let attempt = 1; ; attempt += 1) {
      const token = await currentToken(tokens, signal);
      const answer = await send(endpoint, encoded, token.value, signal);
      const read = readAnswer(answer);
      if (read.kind === 'unauthorized') {
        const words = sentence(answer.context, read.words, requestIdOf(answer.headers));
        tokens.refused(token, words);
        // Whoever is refused on a new token as well leaves the next attempt, and the pause before it, to Temporal.
        if (attempt > 1)
          throw new ModelrailError('Authentication', `${words} (with a new token too)`, { isRetryable: true });
        continue;
      }
      // A refusal of the request itself shows as well that the token is good.
      if (read.kind !== 'failed') tokens.accepted(token);
      if (read.kind !== 'answered') throw read.error;
      return shapeOf(answer, read.body, endpoint.answer);
    }
  }

  return {
    call: async (endpoint, parameters, signal) => perform(endpoint, encode(endpoint, parameters), signal),
    callWithBody: async (endpoint, made, signal) => perform(endpoint, made, signal),
  };
}

/** A token's failure says nothing of the call that waits for it: that one was not sent, or refused without effect. */
async function currentToken(tokens: TokenSource, signal?: AbortSignal) {
  try {
    return await tokens.current(signal);
  } catch (error) {
    if (!(error instanceof ModelrailError) || !error.outcomeUnknown) throw error;
    const { type, message, isRetryable, isOverload, retryAfterMs, cause } = error;
    throw new ModelrailError(type, message, {
      isRetryable,
      isOverload,
      cause,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
}

type ReadAnswer =
  | { kind: 'answered'; body: unknown }
  | { kind: 'unauthorized'; words: string }
  | { kind: 'refused' | 'failed'; error: ModelrailError };

function readAnswer(answer: HttpAnswer): ReadAnswer {
  const { status, context } = answer;
  const isSuccess = status >= 200 && status <= 299;
  if (status === 401) {
    const words = wordsOf(answer, answer.context.redact);
    return { kind: 'unauthorized', words: `HTTP 401${words === '' ? '' : `: ${words}`}` };
  }
  const parsed = parseJsonText(textOf(answer));
  const found = parsed.isJson ? parseRefusal(parsed.value) : undefined;
  // Whatever the status: with ABP's envelope an ended token may be a 403 or a 500 as well.
  if (found !== undefined && isAboutToken(found)) return { kind: 'unauthorized', words: refusalWords(found) };
  // A server that failed may have done its work: what it says then is not a refusal.
  if (status >= 500 || status === 408 || status === 429) {
    return { kind: 'failed', error: statusFailure(answer, context, 'baseUrl') };
  }
  if (found !== undefined && (isSuccess || status === 400 || status === 409 || status === 422)) {
    return { kind: 'refused', error: refusalFailure(found, context, requestIdOf(answer.headers)) };
  }
  if (!isSuccess) return { kind: 'failed', error: statusFailure(answer, context, 'baseUrl') };
  return { kind: 'answered', body: jsonOf(answer) };
}
