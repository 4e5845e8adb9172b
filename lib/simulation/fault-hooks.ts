import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { alterAnswer } from './alter.ts';
import type { Counters, LoggedRequest, Outcome } from './counters.ts';
import type { Fault, Faults, TokenEnd } from './faults.ts';
import { createHtmlPage, createProblem } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Our name of the platform's call that the route is; routes without one see no faults. */
    endpoint?: string;
    /** The body in which the call refuses, with these words and this HTTP status; else it is a web server's. */
    refusalBody?: (words: string, status: number) => unknown;
  }
}

/** What the hooks need. */
export interface FaultHookOptions {
  faults: Faults;
  counters: Counters;
  /** Ends when the simulator closes. */
  signal: AbortSignal;
  /** What the platform says of an error that it does not explain. */
  internalError: string;
  /** Makes the token of this request invalid; the platform's own check then refuses it. */
  expireToken(request: FastifyRequest, end: TokenEnd): void;
}

/** Prefix of the control interface, which no fault and no counter touches. */
export const CONTROL_PREFIX = '/_sim';

/** Counts every request and lets faults fall upon it; to be installed before the platform's own hooks and routes. */
export function installFaultHooks(app: FastifyInstance, options: FaultHookOptions): void {
  const standing = new WeakMap<FastifyRequest, Fault>();

  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    if (path.startsWith(CONTROL_PREFIX)) return;
    const endpoint = request.routeOptions.config.endpoint;
    const fault = options.faults.take({ endpoint, path, method: request.method });
    logWhenClosed(request, reply, options.counters, { endpoint, path, fault });
    if (fault === undefined) return;
    standing.set(request, fault);
    options.counters.recordFault(endpoint ?? 'unknown', fault.kind);
    return await before(fault, request, reply, options);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = standing.get(request);
    return fault === undefined ? payload : await after(fault, request, reply, payload, options);
  });
}

/** The faults that come before the request has any effect. A reply that is returned ends the request here. */
async function before(
  fault: Fault,
  request: FastifyRequest,
  reply: FastifyReply,
  options: FaultHookOptions,
): Promise<FastifyReply | undefined> {
  const { kind, rule } = fault;
  switch (kind) {
    case 'cut-before':
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    case 'hang':
      // The body is taken, so that the client has sent everything and waits for the answer.
      reply.hijack();
      request.raw.resume();
      return reply;
    case 'expired-token':
      options.expireToken(request, rule.tokenEnd ?? (rule.envelope ? 'envelope' : 'status'));
      return undefined;
    case 'delay':
      if (!rule.effect) await holdBack(fault, options.signal);
      return undefined;
    case 'status':
      return rule.effect ? undefined : reply.code(rule.status).send(createProblem(rule.status));
    case 'refusal':
      return rule.effect ? undefined : reply.code(rule.status).send(refusalBody(fault, request, options));
    case 'html':
      return rule.effect ? undefined : reply.code(rule.htmlStatus).type(HTML).send(createHtmlPage(rule.htmlStatus));
    default:
      return undefined;
  }
}

/** Waits as long as the rule says, or stands. */
async function holdBack({ rule, removed }: Fault, closing: AbortSignal): Promise<void> {
  try {
    await sleep(rule.delayMs, undefined, { signal: AbortSignal.any([closing, removed]) });
  } catch (error) {
    if (!removed.aborted) throw error;
  }
}

function refusalBody({ rule }: Fault, request: FastifyRequest, { internalError }: FaultHookOptions): unknown {
  const { message = internalError, status } = rule;
  const { refusalBody: make } = request.routeOptions.config;
  return make === undefined ? createProblem(status, message) : make(message, status);
}

const HTML = 'text/html; charset=utf-8';

/** The faults that spoil the answer of a request that took effect. */
async function after(
  fault: Fault,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  options: FaultHookOptions,
): Promise<unknown> {
  const { kind, rule } = fault;
  reply.headers(rule.headers);
  switch (kind) {
    case 'cut-after':
      request.raw.socket.destroy();
      return payload;
    case 'delay':
      if (rule.effect) await holdBack(fault, options.signal);
      return payload;
    case 'truncated-json': {
      reply.removeHeader('content-length');
      const whole = Buffer.from(typeof payload === 'string' ? payload : '{}');
      return whole.subarray(0, Math.floor(whole.length / 2));
    }
    case 'altered':
      return await alterAnswer(rule.alter, reply, payload);
    case 'status':
      if (!rule.effect) return payload;
      reply.code(rule.status).removeHeader('content-length');
      return JSON.stringify(createProblem(rule.status));
    case 'refusal':
      if (!rule.effect) return payload;
      reply.code(rule.status).removeHeader('content-length');
      return JSON.stringify(refusalBody(fault, request, options));
    case 'html':
      if (!rule.effect) return payload;
      reply.code(rule.htmlStatus).type(HTML).removeHeader('content-length');
      return createHtmlPage(rule.htmlStatus);
    default:
      return payload;
  }
}

function logWhenClosed(
  request: FastifyRequest,
  reply: FastifyReply,
  counters: Counters,
  facts: { endpoint: string | undefined; path: string; fault: Fault | undefined },
): void {
  const at = new Date().toISOString();
  reply.raw.once('close', () => {
    const line: LoggedRequest = {
      at,
      endpoint: facts.endpoint,
      method: request.method,
      path: facts.path,
      outcome: outcomeOf(reply, facts.fault),
      durationMs: Math.round(reply.elapsedTime),
    };
    counters.recordRequest(facts.fault === undefined ? line : { ...line, fault: facts.fault.kind });
  });
}

function outcomeOf(reply: FastifyReply, fault: Fault | undefined): Outcome {
  if (fault?.kind === 'cut-before' || fault?.kind === 'cut-after') return 'cut';
  return reply.raw.writableFinished ? reply.raw.statusCode : 'none';
}
