import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Counters } from '../../../lib/simulation/counters.ts';
import type { TokenEnd } from '../../../lib/simulation/faults.ts';
import { LOGIN_PAGE } from '../../../lib/simulation/problem.ts';
import { type EndpointName, endpoints } from '../endpoints.ts';
import { type Envelope, Refusal, refusalAnswer, successAnswer, unauthorizedAnswer } from './answers.ts';
import type { Behaviour } from './options.ts';
import type { Tokens } from './tokens.ts';

/** What every call but the token's needs. */
export interface CallContext {
  app: FastifyInstance;
  tokens: Tokens;
  counters: Counters;
  behaviour: Behaviour;
}

/** One call of the platform: its envelope, and what it does. */
export interface Call {
  name: Exclude<EndpointName, 'token'>;
  envelope: Envelope;
  /** Gives what goes into the envelope. A Refusal is told in it. */
  handle(request: FastifyRequest): Promise<unknown>;
}

/**
 * Serves a call. The token is looked at before the body is read, as a web server's authentication does; then the
 * `bimapikey` header, whose refusal is an ordinary one of the platform: the manual shows none.
 */
export function registerCall({ app, tokens, counters, behaviour }: CallContext, call: Call): void {
  const { method, path, needsBimApiKey } = endpoints[call.name];
  app.route({
    method,
    url: path,
    config: {
      endpoint: call.name,
      refusalBody: (words, status) => refusalAnswer(call.envelope, new Refusal(words), status),
    },
    onRequest: async (request, reply) => {
      const verdict = tokens.judge(request.headers.authorization);
      if (verdict !== 'valid') return refuseToken(reply, call.envelope, verdict);
    },
    handler: async (request) => {
      try {
        if (needsBimApiKey) checkBimApiKey(request, behaviour.bimApiKey);
        return successAnswer(call.envelope, await call.handle(request));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        counters.recordRefusal(call.name);
        return refusalAnswer(call.envelope, error);
      }
    },
  });
}

function refuseToken(reply: FastifyReply, envelope: Envelope, end: TokenEnd) {
  switch (end) {
    case 'redirect':
      return reply.code(302).header('location', '/Account/Login?ReturnUrl=%2F').send();
    case 'page':
      return reply.type('text/html; charset=utf-8').send(LOGIN_PAGE);
    case 'code':
      return reply.send({ code: 401, msg: '登录状态已过期，请重新登录', data: null });
    default: {
      const isInEnvelope = end === 'envelope' && envelope === 'abp';
      if (!isInEnvelope) reply.code(401).header('www-authenticate', 'Bearer error="invalid_token"');
      return reply.send(unauthorizedAnswer(envelope));
    }
  }
}

function checkBimApiKey(request: FastifyRequest, expected: string): void {
  const given = request.headers.bimapikey;
  if (given === undefined || given === '') throw new Refusal('缺少对接密钥bimapikey');
  if (given !== expected) throw new Refusal('对接密钥bimapikey无效');
}
