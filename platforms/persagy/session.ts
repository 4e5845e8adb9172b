import { phraseOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { callSentence } from '../../lib/http/context.ts';
import { wrongShapeFailure } from '../../lib/http/failures.ts';
import { headerOf, requestIdOf } from '../../lib/http/headers.ts';
import { type Http, type HttpAnswer, shapeOf } from '../../lib/http/http.ts';
import { orAborted } from '../../lib/or-aborted.ts';
import { type Envelope, readAnswer } from './answers.ts';
import { endpoints, type OperationName } from './endpoints.ts';
import type { SessionField } from './operation.ts';
import type { PersagySettings } from './settings.ts';
import { contentSchema } from './shapes.ts';

/** A login as the calls use it. */
export interface Session {
  /** The request header `token`. */
  readonly token: string;
  /** What is added to requests. */
  readonly values: Readonly<Record<SessionField, string>>;
}

/** The one login of a platform, shared by all calls. */
export interface SessionSource {
  /** The present login; logs in when there is none or it is about to end, once for all waiting calls. */
  current(signal?: AbortSignal): Promise<Session>;
  /** The login without logging in; undefined when there is none. */
  held(): Session | undefined;
  /** A call with this login was told that it is not authorised: it is not used again. */
  refused(session: Session): void;
  /** Values that no message may contain. */
  secrets(): string[];
}

/** A token is renewed this long before it ends, or a tenth of its life before when that is less. */
const MARGIN_MS = 60_000;
const MINUTE_MS = 60_000;
/** What a header can carry. */
const HEADER_VALUE = /^[!-~]+$/;

/** Makes a {@link SessionSource}. `now` is milliseconds of the wall clock. */
export function createSessionSource(
  settings: PersagySettings,
  http: Http,
  now: () => number = Date.now,
): SessionSource {
  let held: (Session & { renewAtMs: number }) | undefined;
  let renewal: Promise<Session> | undefined;
  const seen: string[] = [];

  async function renew(): Promise<Session> {
    const fresh = await logIn(settings, http, now);
    // An answer that is under way may still name the token before this one.
    seen.push(fresh.token);
    if (seen.length > 2) seen.shift();
    held = fresh;
    return fresh;
  }

  return {
    async current(signal) {
      signal?.throwIfAborted();
      if (held !== undefined && now() < held.renewAtMs) return held;
      renewal ??= renew().finally(() => {
        renewal = undefined;
      });
      return orAborted(renewal, signal);
    },
    held: () => held,
    refused(session) {
      if (held?.token === session.token) held = undefined;
    },
    secrets: () => [settings.password, settings.clientId].flatMap((one) => one?.reveal() ?? []).concat(seen),
  };
}

async function logIn(
  settings: PersagySettings,
  http: Http,
  now: () => number,
): Promise<Session & { renewAtMs: number }> {
  const { username, password, clientId, appId } = settings;
  if (clientId !== undefined) return logInAsThirdParty(settings, clientId.reveal(), http, now);
  const name = username ?? '';
  const { answer, envelope } = await post(settings, http, 'saas/login', {
    appId,
    username: name,
    password: password?.reveal() ?? '',
  });
  const token = headerOf(answer.headers, 'token') ?? '';
  checkToken(answer, token, 'the header token');
  const account = contentOf(answer, envelope, 'saas/login');
  const accountBelong = account['accountBelong'];
  if (typeof accountBelong !== 'string') {
    throw wrongShapeFailure(answer, answer.context, 'content.accountBelong: is missing');
  }
  const values = { accountBelong, accountId: String(account['id']), appId };
  return { token, values, renewAtMs: Number.POSITIVE_INFINITY };
}

/** Login of a third party (document, "三方账号对接管理"): a code that works once, and a token for it. */
async function logInAsThirdParty(
  settings: PersagySettings,
  clientId: string,
  http: Http,
  now: () => number,
): Promise<Session & { renewAtMs: number }> {
  const { accountId = '', accountBelong = '0', appId } = settings;
  const asked = await post(settings, http, 'authCenter/code', { clientId });
  const { code } = contentOf(asked.answer, asked.envelope, 'authCenter/code');
  const requestedAtMs = now();
  const { answer, envelope } = await post(settings, http, 'authCenter/codeToken', { code: String(code), clientId });
  const { token, expire } = contentOf(answer, envelope, 'authCenter/codeToken');
  checkToken(answer, String(token), 'content.token');
  const lifeMs = Number(expire) > 0 ? Number(expire) * MINUTE_MS : Number.POSITIVE_INFINITY;
  const renewAtMs = requestedAtMs + lifeMs - Math.min(MARGIN_MS, lifeMs / 10);
  return { token: String(token), values: { accountBelong, accountId, appId }, renewAtMs };
}

/** A call of the login itself. Whatever its outcome, the call that waits for the login was not made. */
async function post(
  settings: PersagySettings,
  http: Http,
  name: OperationName,
  input: object,
): Promise<{ answer: HttpAnswer; envelope: Envelope }> {
  const { method, path } = endpoints[name];
  const answer = await http.send({
    method,
    url: new URL(settings.baseUrl.replace(/\/+$/, '') + path),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  const read = readAnswer(answer);
  if (read.kind === 'answered') return { answer, envelope: read.envelope };
  if (read.kind === 'failed') throw read.error;
  const words = read.kind === 'unauthorized' ? read.words : (read.error.refusal ?? read.error.message);
  const { username } = settings;
  const refused =
    username === undefined
      ? phraseOf('the third party cannot log in: {words}', { words })
      : phraseOf('{username} cannot log in: {words}', { username, words });
  const said = callSentence(answer.context, refused, requestIdOf(answer.headers));
  throw new ModelrailError('Authentication', said, { refusal: answer.context.redact(words) });
}

function contentOf(answer: HttpAnswer, { content }: Envelope, name: OperationName): Record<string, unknown> {
  return shapeOf(answer, content, contentSchema(endpoints[name].answer)) as Record<string, unknown>; // as: a record
}

function checkToken(answer: HttpAnswer, token: string, place: string): void {
  if (HEADER_VALUE.test(token)) return;
  const what = token === '' ? 'is missing' : 'contains characters that no header can carry';
  throw wrongShapeFailure(answer, answer.context, `${place}: ${what}`);
}
