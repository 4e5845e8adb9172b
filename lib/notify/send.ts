import { z } from 'zod';
import type { Notice, NotifyForm } from '../../contracts/notify.ts';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import { parseJsonText, wordsOf } from '../http/body.ts';
import { createHttp, type HttpAnswer } from '../http/http.ts';
import { createProxyChoice } from '../http/proxy.ts';
import { textOf } from '../http/text.ts';
import { redactSecrets } from '../http/words.ts';
import type { Secret } from '../secret.ts';
import { type Sayable, toldOf } from '../words/words.ts';
import { type Address, writeLetter } from './forms.ts';

/** Who is told, how, and of what. */
export interface NotifyTarget {
  /** The whole address is a secret: robots have nothing else. */
  url: Secret;
  secret?: Secret | undefined;
  form: NotifyForm;
}

const CONNECT_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** A robot that was asked too often wants some peace: DingTalk stops listening for ten minutes. */
const ROBOT_PAUSE_MS = 60_000;
/** Statuses behind which another try may find another answer. */
const PASSING = new Set([408, 409, 425, 429]);

/** Codes of robots that pass: too many messages (DingTalk, WeCom, Feishu), and a busy service. */
const TOO_OFTEN = new Set([130_101, 660_026, 45_009, 11_232]);
const BUSY = new Set([-1]);

/**
 * Sends one message. Errors: `RateLimited`, `PlatformUnavailable` and `UnexpectedResponse`, retryable; `PlatformRefused` for one that
 * is refused for good. None of them has a part of the address or the secret.
 */
export async function sendNotice(target: NotifyTarget, notice: Notice, signal?: AbortSignal): Promise<void> {
  const address: Address = { url: target.url.reveal(), secret: target.secret?.reveal() };
  const letter = writeLetter(target.form, notice, address, Date.now());
  const http = createHttp({
    connections: 1,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    proxyFor: createProxyChoice('env', process.env),
    secrets: () => secretsOf(address),
  });
  try {
    const answer = await http.send({
      method: 'POST',
      url: letter.url,
      headers: letter.headers,
      body: letter.body,
      signal,
    });
    judge(target.form, answer, (text) => http.words(text));
  } catch (error) {
    throw error instanceof ModelrailError ? without(error, secretsOf(address)) : error;
  } finally {
    await http.close();
  }
}

/** An error of the network names the path of the call, which is a robot's secret. */
function without(error: ModelrailError, secrets: readonly string[]): ModelrailError {
  const { type, message, told, isRetryable, retryAfterMs } = error;
  const safe = redactSecrets(message, secrets);
  const said = told && toldOf(told.text, withoutIn(told.filling, secrets));
  // A secret may begin in one part of a sentence and end in the next: then it is said as it is.
  return new ModelrailError(type, said?.english === safe ? said : safe, {
    isRetryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function withoutIn(filling: Sayable['filling'], secrets: readonly string[]): Sayable['filling'] {
  const parts = Object.entries(filling).map(([name, value]) => {
    if (typeof value !== 'object') return [name, redactSecrets(`${value}`, secrets)];
    return [name, { text: value.text, filling: withoutIn(value.filling, secrets) }];
  });
  return Object.fromEntries(parts) as Sayable['filling']; // as: of these entries
}

/** All parts of an address that may let others write to it. */
function secretsOf({ url, secret }: Address): string[] {
  const { pathname, search, searchParams, username, password } = new URL(url);
  const segments = pathname.split('/').filter((segment) => segment.length >= 8);
  const parts = [url, search.slice(1), ...searchParams.values(), ...segments, username, password, secret ?? ''];
  return parts.filter((part) => part !== '');
}

const robotAnswer = z.object({
  errcode: z.number().optional(),
  code: z.number().optional(),
  errmsg: z.string().optional(),
  msg: z.string().optional(),
});

/** Throws for an answer that does not say that the message was taken. */
function judge(form: NotifyForm, answer: HttpAnswer, words: (text: string) => string): void {
  const { status, context } = answer;
  const who = context.origin;
  if (status < 200 || status > 299) {
    const own = wordsOf(answer, words);
    const filling = { who, status };
    const said =
      own === ''
        ? sentenceOf('{who} answered HTTP {status}', filling)
        : sentenceOf('{who} answered HTTP {status}: {own}', { ...filling, own });
    if (status === 429) throw retryable('RateLimited', said, ROBOT_PAUSE_MS);
    if (status >= 500 || PASSING.has(status)) throw retryable('PlatformUnavailable', said);
    throw new ModelrailError('PlatformRefused', said);
  }
  if (form === 'standard') return;
  const parsed = parseJsonText(textOf(answer));
  const shape = robotAnswer.safeParse(parsed.isJson ? parsed.value : undefined);
  const code = shape.data?.errcode ?? shape.data?.code;
  if (code === undefined) {
    const told = sentenceOf('{who} answered no code: {words}', { who, words: words(textOf(answer)) });
    throw retryable('UnexpectedResponse', told);
  }
  if (code === 0) return;
  const own = words(shape.data?.errmsg ?? shape.data?.msg ?? '');
  const said = sentenceOf('{who} refused the message ({code}): {own}', { who, code, own });
  if (TOO_OFTEN.has(code)) throw retryable('RateLimited', said, ROBOT_PAUSE_MS);
  if (BUSY.has(code)) throw retryable('PlatformUnavailable', said);
  throw new ModelrailError('PlatformRefused', said);
}

function retryable(type: ModelrailError['type'], message: Sentence, retryAfterMs?: number): ModelrailError {
  return new ModelrailError(type, message, {
    isRetryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
