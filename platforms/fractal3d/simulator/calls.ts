import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Counters } from '../../../lib/simulation/counters.ts';
import { type EndpointName, endpoints, permissionFor } from '../endpoints.ts';
import type { Buckets } from './buckets.ts';
import type { Credentials } from './credentials.ts';
import { type ErrorForm, Refusal, refusalBody } from './refusal.ts';

/** What every call needs. */
export interface CallContext {
  app: FastifyInstance;
  credentials: Credentials;
  buckets: Buckets;
  counters: Counters;
}

/** One call of the platform, and what it does. */
export interface Call {
  name: Exclude<EndpointName, 'socket'>;
  /** Default: `message`. */
  errors?: ErrorForm;
  /** Gives the answer. A {@link Refusal} is told in the call's form. */
  handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
}

/** Serves a call: first the bucket, with or without a credential, then the right, then what it is about. */
export function registerCall(context: CallContext, { name, errors = 'message', handle }: Call): void {
  const { app, counters } = context;
  const { method, path } = endpoints[name];
  app.route({
    method,
    url: path,
    exposeHeadRoute: false,
    config: { endpoint: name, refusalBody: (words) => refusalBody(errors, words) },
    onRequest: (request, reply) => admit(context, name, request, reply),
    handler: async (request, reply) => {
      try {
        return await handle(request, reply);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        counters.recordRefusal(name);
        return reply.code(error.status).send(refusalBody(errors, error.message));
      }
    },
  });
}

/** Lets a request in, or answers it. The headers about the bucket are on every answer. */
export async function admit(
  { credentials, buckets, counters }: Omit<CallContext, 'app'>,
  name: EndpointName,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const caller = credentials.identify(request.headers.authorization, request.ip);
  const { isTaken, headers } = buckets.take(caller.bucket.caller, caller.bucket.size);
  reply.headers(headers);
  try {
    if (!isTaken) throw new Refusal('RequestRateLimited', 'too many requests');
    caller.assertMay(permissionFor(endpoints[name]));
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    counters.recordRefusal(name);
    return reply.code(error.status).send({ message: error.message });
  }
}

/** What a request gives, as this call takes it; anything else is `InvalidParameter`. */
export function bind<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(
    'InvalidParameter',
    `invalid parameter: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  );
}
