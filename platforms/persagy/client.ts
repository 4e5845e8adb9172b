import { z } from 'zod';
import { phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { callSentence } from '../../lib/http/context.ts';
import { requestIdOf } from '../../lib/http/headers.ts';
import { createHttp, type HttpAnswer, issueSentence, shapeOf } from '../../lib/http/http.ts';
import { createProxyChoice } from '../../lib/http/proxy.ts';
import { withoutSecrets } from '../../lib/operations/secrets.ts';
import { type Envelope, readAnswer } from './answers.ts';
import { endpoints, type OperationName } from './endpoints.ts';
import type { InputOf, Operation } from './operation.ts';
import type { operations } from './operations/index.ts';
import type { ContentOf } from './records.ts';
import { replacement } from './replacement.ts';
import { SECRET_FIELDS, secretFieldsOf } from './secrets.ts';
import { createSessionSource, type Session, type SessionSource } from './session.ts';
import type { PersagySettings } from './settings.ts';
import { contentSchema, inputSchema } from './shapes.ts';

type Operations = typeof operations;

/** What a call answers: its content, and the number of all records where it tells one. */
export interface Answered<N extends OperationName> {
  content: ContentOf<Operations[N]['answer']>;
  count: number | undefined;
}

/** Calls of one platform. Each is made once; a login that has ended is renewed, once for all calls that wait for it. */
export interface PersagyClient {
  /** A call, by its name. Errors: `InvalidRequest` for a wrong input; those of the platform. */
  call<N extends OperationName>(name: N, input: InputOf<Operations[N]>, signal?: AbortSignal): Promise<Answered<N>>;
  /** The same with an input of unknown origin; answers the whole envelope, but for secrets. */
  send(name: OperationName, input: unknown, signal?: AbortSignal): Promise<Envelope>;
  /**
   * Updates an account with what is new in it, all else as the platform has it. Without a password the platform would set another one,
   * so the present one is read and sent back; where none is told, `fallback` gives it. Errors: `NotFound`; `InvalidRequest` where there
   * is none.
   */
  updateAccount(
    accountId: string,
    changed: Readonly<Record<string, unknown>>,
    fallback: (() => string) | undefined,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Logs in, where that has not been done. */
  logIn(signal?: AbortSignal): Promise<Session>;
  /** Ends its connections; logs out first where the settings say so. */
  close(): Promise<void>;
}

/** Calls at a time; further ones wait. */
const CONNECTIONS = 16;

/** Makes a {@link PersagyClient}. `now` is milliseconds of the wall clock. */
export function createPersagyClient(settings: PersagySettings, now?: () => number): PersagyClient {
  /** The secrets of the calls under way. */
  const underWay: string[] = [];
  const http = createHttp({
    connections: CONNECTIONS,
    connectTimeoutMs: settings.timeouts.connect,
    requestTimeoutMs: settings.timeouts.request,
    proxyFor: createProxyChoice(settings.proxy, process.env),
    secrets: () => [...sessions.secrets(), ...underWay],
  });
  const sessions: SessionSource = createSessionSource(settings, http, now);
  const base = settings.baseUrl.replace(/\/+$/, '');

  async function post(name: OperationName, body: object, token: string | undefined, signal?: AbortSignal) {
    const { method, path } = endpoints[name];
    return http.send({
      method,
      url: new URL(base + path),
      headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { token }) },
      body: JSON.stringify(body),
      signal,
    });
  }

  async function perform(
    name: OperationName,
    input: object,
    signal?: AbortSignal,
  ): Promise<{ answer: HttpAnswer; envelope: Envelope }> {
    const operation = endpoints[name];
    for (let attempt = 1; ; attempt += 1) {
      const session = operation.isLogin === true ? undefined : await currentSession(sessions, signal);
      const filledIn = { ...sessionPart(operation, settings, session), ...input };
      const answer = await post(name, filledIn, session?.token, signal);
      const read = readAnswer(answer);
      if (read.kind === 'answered') return { answer, envelope: read.envelope };
      if (read.kind !== 'unauthorized') throw read.error;
      if (session !== undefined) sessions.refused(session);
      if (session !== undefined && attempt === 1) continue;
      const words =
        session === undefined ? read.words : phraseOf('{words} (with a new login too)', { words: read.words });
      throw new ModelrailError('Authentication', callSentence(answer.context, words, requestIdOf(answer.headers)));
    }
  }

  async function send(name: OperationName, input: unknown, signal?: AbortSignal) {
    const operation: Operation = endpoints[name];
    const parsed = inputSchema(operation, 'value').safeParse(input);
    if (!parsed.success) throw new ModelrailError('InvalidRequest', issueSentence(name, parsed.error));
    const secrets = secretFieldsOf(operation).flatMap((field) => {
      const value = parsed.data[field];
      return typeof value === 'string' && value !== '' ? [value] : [];
    });
    underWay.push(...secrets);
    try {
      const { answer, envelope } = await perform(name, parsed.data, signal);
      shapeOf(answer, envelope.content, contentSchema(operation.answer));
      return withoutSecrets(envelope, SECRET_FIELDS) as Envelope; // as: respCode and respMsg are no secrets
    } finally {
      for (const secret of secrets) underWay.splice(underWay.indexOf(secret), 1);
    }
  }

  return {
    send,
    async call(name, input, signal) {
      const { content, count } = await send(name, input, signal);
      return { content: content as never, count }; // as: `send` has compared it with the shape of the answer
    },
    async updateAccount(accountId, changed, fallback, signal) {
      const { answer, envelope } = await perform('account/querySaasAccountList', { accountId }, signal);
      const list = shapeOf(answer, envelope.content, z.array(z.looseObject({ id: z.coerce.string() })));
      const row = list.find(({ id }) => id === accountId);
      if (row === undefined) {
        throw new ModelrailError('NotFound', sentenceOf('account {accountId} is not there any more', { accountId }));
      }
      const told = row['password'];
      const password = typeof told === 'string' && told !== '' ? told : fallback?.();
      if (password === undefined) {
        const words = sentenceOf(
          'account {username} cannot be updated: the platform does not tell its password, and an update without one would set another: give it in the plan',
          { username: String(row['username']) },
        );
        throw new ModelrailError('InvalidRequest', words);
      }
      const { required, optional } = endpoints['account/updateSaasAccount'];
      await send(
        'account/updateSaasAccount',
        { ...replacement({ ...required, ...optional }, row, changed), accountId, password },
        signal,
      );
    },
    logIn: (signal) => sessions.current(signal),
    async close() {
      const session = sessions.held();
      if (settings.logout && session !== undefined) {
        const { accountId } = session.values;
        // A worker that ends does not wait for a platform that is gone.
        await post('account/logout', { accountId }, session.token).catch(() => undefined);
      }
      await http.close();
    },
  };
}

/** A login's failure says nothing of the call that waits for it: that one was not made, or refused without effect. */
async function currentSession(sessions: SessionSource, signal?: AbortSignal): Promise<Session> {
  try {
    return await sessions.current(signal);
  } catch (error) {
    if (!(error instanceof ModelrailError) || !error.outcomeUnknown) throw error;
    const { type, message, told, isRetryable, isConclusive, isOverload, retryAfterMs, cause } = error;
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    throw new ModelrailError(type, told ?? message, { isRetryable, isConclusive, isOverload, ...wait, cause });
  }
}

/** What the session adds to an input (document: where it is required). */
function sessionPart(operation: Operation, { appId }: PersagySettings, session: Session | undefined): object {
  const values: Readonly<Record<string, string>> = session?.values ?? { appId };
  return Object.fromEntries(
    operation.session.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
}
