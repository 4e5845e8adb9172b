import { phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { wordsOf } from '../../lib/http/body.ts';
import { callSentence } from '../../lib/http/context.ts';
import { wrongShapeFailure } from '../../lib/http/failures.ts';
import { requestIdOf } from '../../lib/http/headers.ts';
import { type Http, type HttpAnswer, shapeOf } from '../../lib/http/http.ts';
import { orAborted } from '../../lib/or-aborted.ts';
import { readAnswer } from './answers.ts';
import { endpoints } from './endpoints.ts';
import type { ChongqingBimSettings } from './settings.ts';

/** Fresh tokens that may be refused one after the other before that counts as final. */
const MAX_REFUSED_IN_A_ROW = 5;
/** A token is renewed this long before it expires, or a tenth of its life before when that is less. */
const MARGIN_MS = 60_000;
/** Pages and redirects on a token with which nothing succeeded yet ask for a fresh one once in so long: it is not the token. */
const DIVERSION_PAUSE_MS = 60_000;

/** A token as the calls use it. */
export interface Token {
  readonly value: string;
}

/** The one token of a platform, shared by all calls (reading 1). */
export interface TokenSource {
  /** The present token; fetches one when there is none or it is about to expire, once for all waiting calls. */
  current(signal?: AbortSignal): Promise<Token>;
  /** A call succeeded with this token. */
  accepted(token: Token): void;
  /**
   * A call was refused with this token, which is not used again. Throws `Authentication`, final, when five fresh
   * tokens in a row were refused and none succeeded in between.
   */
  refused(token: Token, words: string): void;
  /**
   * A page or a redirect was the answer to a call with this token, which may have ended. True when the call is to be made
   * again, on another token: one that is there already, or a fresh one. While no call has succeeded with the token, pages
   * ask for a fresh one once a minute.
   */
  diverted(token: Token): boolean;
  /** Values that no message may contain. */
  secrets(): string[];
}

interface HeldToken extends Token {
  /** Infinity: used until it is refused. */
  readonly renewAtMs: number;
  hasSucceeded: boolean;
  isRefused: boolean;
}

/** Makes a {@link TokenSource}. `now` is milliseconds of the wall clock. */
export function createTokenSource(
  settings: ChongqingBimSettings,
  http: Http,
  now: () => number = Date.now,
): TokenSource {
  let held: HeldToken | undefined;
  let renewal: Promise<HeldToken> | undefined;
  let refusedInARow = 0;
  let divertedAtMs = Number.NEGATIVE_INFINITY;
  const seen: string[] = [];

  async function renew(): Promise<HeldToken> {
    const requestedAtMs = now();
    const answer = await fetchToken(settings, http);
    const lifetimeMs = (answer.expires_in ?? Number.POSITIVE_INFINITY) * 1000;
    const renewAtMs = requestedAtMs + lifetimeMs - Math.min(MARGIN_MS, lifetimeMs / 10);
    const token = { value: answer.access_token, renewAtMs, hasSucceeded: false, isRefused: false };
    // An answer that is under way may still name the token before this one.
    seen.push(token.value);
    if (seen.length > 2) seen.shift();
    return token;
  }

  function renewOnce(): Promise<HeldToken> {
    renewal ??= renew()
      .then((token) => {
        held = token;
        return token;
      })
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  }

  function holdOf(token: Token): HeldToken | undefined {
    return held?.value === token.value ? held : undefined;
  }

  return {
    async current(signal) {
      signal?.throwIfAborted();
      if (held !== undefined && !held.isRefused && now() < held.renewAtMs) return held;
      return orAborted(renewOnce(), signal);
    },
    accepted(token) {
      refusedInARow = 0;
      const hold = holdOf(token);
      if (hold !== undefined) hold.hasSucceeded = true;
    },
    refused(token, words) {
      const hold = holdOf(token);
      // Calls that were refused with a token that is replaced already, or counted already, say nothing new.
      if (hold !== undefined && !hold.isRefused) {
        hold.isRefused = true;
        if (!hold.hasSucceeded) refusedInARow += 1;
      }
      if (refusedInARow >= MAX_REFUSED_IN_A_ROW) {
        const hopeless = sentenceOf('{words} (the platform refused {count} fresh tokens in a row)', {
          words,
          count: refusedInARow,
        });
        throw new ModelrailError('Authentication', hopeless);
      }
    },
    diverted(token) {
      const hold = holdOf(token);
      // Another call had it replaced already, or is about to.
      if (hold === undefined || hold.isRefused) return true;
      if (!hold.hasSucceeded && now() - divertedAtMs < DIVERSION_PAUSE_MS) return false;
      divertedAtMs = now();
      hold.isRefused = true;
      return true;
    },
    secrets: () => [...secretsOf(settings), ...seen],
  };
}

/** Credentials of the configuration. Of the further fields only those that sound secret: `password` is also a word. */
function secretsOf({ password, bimApiKey, tokenAuthorization, tokenParams }: ChongqingBimSettings): string[] {
  const further = Object.entries(tokenParams).filter(([name]) => /secret|password|token|key|assertion/i.test(name));
  return [password, bimApiKey, tokenAuthorization, ...further.map(([, value]) => value)].flatMap((value) =>
    value === undefined ? [] : [value.reveal()],
  );
}

/** Who gets a token. */
export interface Account {
  username: string;
  password: string;
}

async function fetchToken(settings: ChongqingBimSettings, http: Http) {
  const account = { username: settings.username, password: settings.password.reveal() };
  const { answer, body } = await askForToken(settings, http, account);
  const token = shapeOf(answer, body, endpoints.token.answer);
  if (!/^[\x21-\x7e]+$/.test(token.access_token)) {
    throw wrongShapeFailure(answer, answer.context, 'access_token: contains characters that no header can carry');
  }
  return token;
}

/** The token call (manual section 1). A refusal by 400, 401 or 403 is final, in the server's own words. */
export async function askForToken(
  settings: ChongqingBimSettings,
  http: Http,
  { username, password }: Account,
  signal?: AbortSignal,
): Promise<{ answer: HttpAnswer; body: unknown }> {
  const form = new URLSearchParams({
    ...Object.fromEntries(Object.entries(settings.tokenParams).map(([name, value]) => [name, value.reveal()])),
    username,
    password,
  });
  const authorization = settings.tokenAuthorization?.reveal();
  const answer = await http.send({
    method: endpoints.token.method,
    url: new URL(settings.tokenUrl),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: form.toString(),
    signal,
    secrets: [password],
  });
  const { context, status } = answer;
  const refuse = (words: string): ModelrailError =>
    new ModelrailError(
      'Authentication',
      callSentence(
        context,
        phraseOf('no token for {username}: {words}', { username, words }),
        requestIdOf(answer.headers),
      ),
    );
  const read = readAnswer(answer, settings, { addressSetting: 'tokenUrl', holdsSecret: true });
  if (read.kind === 'unauthorized' || read.kind === 'refused') throw refuse(read.words);
  if (read.kind !== 'answered') {
    const isRefusal = (status === 400 || status === 403) && !read.error.isRetryable;
    if (!isRefusal) throw read.error;
    const words = wordsOf(answer, answer.context.redact);
    throw refuse(`HTTP ${status}${words === '' ? '' : `: ${words}`}`);
  }
  return { answer, body: read.body };
}
