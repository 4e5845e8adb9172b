import type { FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { problems } from '../schemas/problems.ts';
import type { KnownCall, Nudges } from '../webhooks/nudges.ts';

/** The route as Fastify knows it: it needs no bearer token, since its address is the secret. */
export const WEBHOOK_ROUTE = '/v1/webhooks/:token';

/**
 * Calls of platforms. They are answered at once, and what they say is not read: the run asks the platform itself. Known addresses
 * count for no limit, since a platform calls for thousands of jobs from one address; unknown ones do.
 */
export function webhookRoutes(nudges: Nudges): FastifyPluginCallbackZod {
  /** A token is read once: the limit and the route both ask for it. */
  const read = new WeakMap<FastifyRequest, KnownCall | undefined>();
  function callOf(request: FastifyRequest): KnownCall | undefined {
    if (!read.has(request)) {
      const { token } = request.params as { token: string }; // as: what the address of the route has
      read.set(request, nudges.read(token));
    }
    return read.get(request);
  }

  return (app, _options, done) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, payload, parsed) => {
      payload.resume();
      parsed(null, undefined);
    });
    app.post(
      WEBHOOK_ROUTE,
      {
        config: { isUncounted: (request) => callOf(request) !== undefined },
        schema: {
          operationId: 'callBack',
          summary: 'A platform says that something has ended',
          description: 'For platforms only. The address is made for one job, and is good for as long as it may take.',
          tags: ['webhooks'],
          security: [],
          params: z.object({ token: z.string().max(500).describe('What the platform was given.') }),
          response: { 204: z.null().describe('It is passed on.'), ...problems(404) },
        },
      },
      async (request, reply) => {
        const call = callOf(request);
        if (call === undefined)
          throw new ModelrailError('NotFound', sentenceOf('nothing waits for this call, or not any more'));
        nudges.take(call);
        return reply.code(204).send(null);
      },
    );
    done();
  };
}
