import type { z } from 'zod';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { parseJsonText } from './body.ts';
import { beginCall } from './call-watch.ts';
import { observed } from './calls.ts';
import type { RequestContext } from './context.ts';
import { CompressionError, decompress, unpackPieces } from './decompress.ts';
import { download } from './download.ts';
import { AnswerTooLongError, ExchangeError, exchange, type WireAnswer } from './exchange.ts';
import { compressionFailure, networkFailure, notJsonFailure, proxyFailure, wrongShapeFailure } from './failures.ts';
import { createPoolSet, type PoolOptions } from './pool.ts';
import type { StreamBody } from './stream-body.ts';
import { textOf } from './text.ts';
import { foreignWords, redactSecrets } from './words.ts';

/** An answer is read up to this length; none of the platforms' is anywhere near. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** One HTTP request. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  body?: Buffer | string | StreamBody | undefined;
  signal?: AbortSignal | undefined;
  /** Told how many bytes of a body of one buffer have left so far. */
  onLeft?: ((bytes: number) => void) | undefined;
  /** What it sends that no message may contain. */
  secrets?: readonly string[] | undefined;
}

/** An answer of any status, with what a message may say about its request. */
export interface HttpAnswer extends WireAnswer {
  context: RequestContext;
}

/** A POST whose answer is read as it comes. */
export interface HttpOpening {
  url: URL;
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
}

/** The head of an answer of any status, and its body. */
export interface HttpStream extends Pick<HttpAnswer, 'status' | 'headers' | 'context'> {
  /** The body's pieces, unpacked, once. Throws `ModelrailError` when it does not come whole, and the signal's reason. */
  pieces: AsyncGenerator<Buffer>;
  /** Ends the request where the body is not read to its end. */
  close(): void;
}

/** Options of {@link createHttp}. */
export interface HttpOptions extends PoolOptions {
  /** Values that no message may contain, asked for whenever one is written. */
  secrets?: () => readonly string[];
  /** Takes out of the words of an error what is secret by its form. */
  hide?(words: string): string;
  maxAnswerBytes?: number;
}

/** Requests over one set of connection pools. */
export interface Http {
  /**
   * Sends a request; resolves for every status. Throws `ModelrailError` when no whole answer came, and the signal's
   * reason, untouched, when the signal aborts.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Asks for an answer of any length; resolves when its head has come. Errors: as of `send`. */
  open(request: HttpOpening): Promise<HttpStream>;
  /** Text of an answer as it may go on: without secrets, bounded, well-formed. */
  words(text: string): string;
  close(): Promise<void>;
}

/** Makes an {@link Http}. */
export function createHttp(options: HttpOptions): Http {
  const pools = createPoolSet(options);
  const { hide = (words) => words } = options;
  const secretsOf = (request: readonly string[] = []) => [...(options.secrets?.() ?? []), ...request];
  const redactWith = (secrets?: readonly string[]) => (text: string) => hide(redactSecrets(text, secretsOf(secrets)));
  return {
    async send({ method, url, headers, body, signal, onLeft, secrets }) {
      const maxBodyBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
      const { pool, prefix, headers: proxyHeaders, proxy } = pools.routeTo(url);
      const context = {
        method,
        origin: url.origin,
        path: url.pathname,
        redact: redactWith(secrets),
        proxy,
      };
      const call = beginCall();
      let isAnswered = false;
      try {
        const answer = await observed({ method, url, body, redact: context.redact }, () =>
          exchange(pool, {
            method,
            path: prefix + url.pathname + url.search,
            headers: { accept: 'application/json', 'user-agent': 'modelrail', ...headers, ...proxyHeaders },
            body,
            signal,
            maxBodyBytes,
            onLeft,
            onMoved: call?.moved,
          }),
        );
        isAnswered = true;
        if (answer.status === 407 && proxy !== undefined) throw proxyFailure(context);
        return { ...(await unpack(answer, maxBodyBytes)), context };
      } catch (error) {
        if (error instanceof ExchangeError) throw networkFailure(error, context);
        if (error instanceof CompressionError) throw compressionFailure(error, context);
        throw error;
      } finally {
        call?.ended(isAnswered);
      }
    },
    async open({ url, headers, body, signal }) {
      const { pool, prefix, headers: proxyHeaders, proxy } = pools.routeTo(url);
      const context = { method: 'POST', origin: url.origin, path: url.pathname, redact: redactWith(), proxy };
      const failureOf = (error: unknown): unknown => {
        if (error instanceof ExchangeError) return networkFailure(error, context);
        return error instanceof CompressionError ? compressionFailure(error, context) : error;
      };
      const answer = await observed({ method: 'POST', url, body, redact: context.redact }, () =>
        download(pool, {
          method: 'POST',
          path: prefix + url.pathname + url.search,
          headers: {
            accept: '*/*',
            'accept-encoding': 'identity',
            'user-agent': 'modelrail',
            ...headers,
            ...proxyHeaders,
          },
          body,
          signal,
        }),
      ).catch((error: unknown) => {
        throw failureOf(error);
      });
      const close = () => void answer.body.destroy();
      if (answer.status === 407 && proxy !== undefined) {
        close();
        throw proxyFailure(context);
      }
      return { status: answer.status, headers: answer.headers, context, pieces: read(answer, failureOf), close };
    },
    words: (text) => foreignWords(text, (words) => redactSecrets(words, secretsOf())),
    close: () => pools.close(),
  };
}

async function* read(answer: Parameters<typeof unpackPieces>[0], failureOf: (error: unknown) => unknown) {
  try {
    yield* unpackPieces(answer);
  } catch (error) {
    throw failureOf(error);
  }
}

/** Unpacks an answer. The status of one that failed counts, whatever its body is packed in. */
async function unpack(answer: WireAnswer, maxBodyBytes: number): Promise<WireAnswer> {
  try {
    return await decompress(answer, maxBodyBytes);
  } catch (error) {
    if (error instanceof AnswerTooLongError) throw new ExchangeError(error, true);
    const isSuccess = answer.status >= 200 && answer.status <= 299;
    if (isSuccess || !(error instanceof CompressionError)) throw error;
    return { ...answer, body: Buffer.from(`(the body ${error.message})`) };
  }
}

/** The body of a 2xx answer as JSON. Throws `UnexpectedResponse`, retryable, when it is none; `holdsSecret` keeps it unquoted. */
export function jsonOf(answer: HttpAnswer, { holdsSecret = false } = {}): unknown {
  const parsed = parseJsonText(textOf(answer));
  if (!parsed.isJson) throw notJsonFailure(answer, answer.context, holdsSecret);
  return parsed.value;
}

/** Gives JSON its type. Throws `UnexpectedResponse`, final, that names the field that is not as expected. */
export function shapeOf<S extends z.ZodType>(answer: HttpAnswer, value: unknown, schema: S): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw wrongShapeFailure(answer, answer.context, describeIssue(result.error));
  return result.data;
}

/** What is wrong with what a call is given. */
export function issueSentence(call: string, error: z.ZodError): Sentence {
  return sentenceOf('{call}: {words}', { call, words: describeIssue(error) });
}

/** The first thing that is wrong with a value: `item.status: expected …`. */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'invalid';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
