import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Counters } from '../../../lib/simulation/counters.ts';
import { firstWrong } from '../../../lib/simulation/first-wrong.ts';
import { type EndpointName, endpoints } from '../endpoints.ts';
import type { Behaviour } from './options.ts';
import { Refusal, refusal } from './refusal.ts';

/** What every call needs. */
export interface CallContext {
  routes: FastifyInstance;
  counters: Counters;
  behaviour: Behaviour;
}

/** Serves a call: its header is looked at before the body is read. A {@link Refusal} is told in the envelope. */
export function registerCall(
  { routes, counters, behaviour }: CallContext,
  name: EndpointName,
  handle: (request: FastifyRequest, reply: FastifyReply) => unknown,
): void {
  const { method, path } = endpoints[name];
  routes.route({
    method,
    url: path,
    exposeHeadRoute: false,
    config: { endpoint: name, refusalBody: (words) => refusal(words) },
    onRequest: async (request, reply) => {
      if (request.headers['x-files-token'] === behaviour.token) return undefined;
      counters.recordRefusal(name);
      return reply.code(401).send(refusal('用户未登录'));
    },
    handler: async (request, reply) => {
      // Who has hung up before the call begins is not served any more.
      if (request.raw.socket.destroyed) return reply.hijack();
      try {
        const body = await handle(request, reply);
        if (reply.sent) return await reply;
        // A call without a return value answers nothing.
        return body === undefined ? await reply.send('') : await answer(reply, body);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        counters.recordRefusal(name);
        return await answer(reply, refusal(error.message));
      }
    },
  });
}

function answer(reply: FastifyReply, body: unknown): FastifyReply {
  return reply.type('application/json;charset=UTF-8').send(JSON.stringify(body));
}

/** The parameters of a query or of a form, each name as often as it came. Error: {@link Refusal}. */
export function parameters<S extends z.ZodType>(request: FastifyRequest, schema: S, lists: readonly string[] = []) {
  const body = typeof request.body === 'string' ? request.body : '';
  const text = request.method === 'GET' ? (request.url.split('?')[1] ?? '') : body;
  const given = new URLSearchParams(text);
  const fields: Record<string, unknown> = {};
  for (const name of new Set(given.keys())) {
    const values = given.getAll(name);
    if (values.length > 1 && !lists.includes(name)) throw new Refusal(`参数错误：${name}`);
    fields[name] = lists.includes(name) ? values : values[0];
  }
  return parse(schema, fields);
}

/** Gives parameters their types. Error: {@link Refusal}, which names the first that is wrong. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new Refusal(`参数错误：${firstWrong(read.error)}`);
}
