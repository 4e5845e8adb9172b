import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Counters } from '../../../lib/simulation/counters.ts';
import { type EndpointName, endpoints } from '../endpoints.ts';
import { decodeParams, headerProblem } from './authentication.ts';
import type { Behaviour } from './options.ts';
import { Refusal, refusal, success } from './refusal.ts';

/** What every call needs. */
export interface CallContext {
  routes: FastifyInstance;
  counters: Counters;
  behaviour: Behaviour;
}

/** A JSON body: the text that was signed, and what it says. */
export interface JsonBody {
  text: string;
  value: unknown;
}

/**
 * Serves a call: its headers are looked at before the body is read, as a gateway does. `handle` gives what goes under `data`;
 * a {@link Refusal} is told in the envelope. `isBare`: a success has no envelope (manual section 4.1).
 */
export function registerCall(
  { routes, counters, behaviour }: CallContext,
  name: EndpointName,
  handle: (request: FastifyRequest) => unknown,
  { isBare = false } = {},
): void {
  const { method, path } = endpoints[name];
  routes.route({
    method,
    url: path,
    config: { endpoint: name, refusalBody: (words) => refusal(words) },
    onRequest: async (request, reply) => {
      const problem = headerProblem(request.headers, behaviour);
      if (problem === undefined) return undefined;
      counters.recordRefusal(name);
      return reply.code(401).send(refusal(problem));
    },
    handler: async (request, reply) => {
      // Who has hung up before the call begins is not served any more.
      if (request.raw.socket.destroyed) return reply.hijack();
      try {
        const data = await handle(request);
        return await answer(reply, isBare ? data : success(data));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        counters.recordRefusal(name);
        return await answer(reply, refusal(error.message));
      }
    },
  });
}

function answer(reply: FastifyReply, body: unknown): FastifyReply {
  return reply.type('application/json;charset=utf-8').send(body);
}

/** The parameters of a JSON post, after they were found to be those that were signed. Error: {@link Refusal}. */
export function jsonParameters(request: FastifyRequest, behaviour: Behaviour): Record<string, unknown> {
  const { text, value } = request.body as JsonBody; // as: the parser of these routes makes it
  if (decodeParams(request.headers) !== text) throw new Refusal('鉴权失败：user-params与请求参数不一致');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('参数错误');
  return withoutApp({ ...value }, behaviour);
}

/** The fields of a form, after they were found to be those that were signed. Error: {@link Refusal}. */
export function formFields(
  request: Pick<FastifyRequest, 'headers'>,
  fields: Readonly<Record<string, string>>,
  behaviour: Behaviour,
): Record<string, unknown> {
  const signed = decodeParams(request.headers);
  if (signed === undefined || !isDeepStrictEqual(parsed(signed), { ...fields })) {
    throw new Refusal('鉴权失败：user-params与请求参数不一致');
  }
  return withoutApp(fields, behaviour);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Then it is not what was sent.
    return undefined;
  }
}

function withoutApp(
  { appId, appKey, ...rest }: Readonly<Record<string, unknown>>,
  behaviour: Behaviour,
): Record<string, unknown> {
  if (appId !== behaviour.appId || appKey !== behaviour.appKey) throw new Refusal('appId或appKey无效');
  return rest;
}
