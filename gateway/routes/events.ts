import type { FastifyReply } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { GatewayContext } from '../context.ts';
import { failStream, openStream } from '../event-reply.ts';
import type { EventStream } from '../event-stream.ts';
import { ingestionEvent } from '../schemas/events.ts';
import { eventHeaders, ingestionPath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problems.ts';
import type { Sight } from '../watch-hub.ts';

/** `GET /v1/ingestions/{id}/events`. */
export function eventRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      '/v1/ingestions/:id/events',
      {
        // An answer without a body could not tell that it goes on.
        exposeHeadRoute: false,
        schema: {
          operationId: 'followIngestion',
          summary: 'One ingestion as it goes, as Server-Sent Events',
          description:
            'Events `progress`, each with what `GET /v1/ingestions/{id}` answers, then one `done`. A reconnect gets ' +
            'the present state; after `done`, 204. `problem` tells why a stream ends before that.',
          tags: ['ingestions'],
          params: ingestionPath,
          headers: eventHeaders,
          response: {
            200: { description: 'The stream.', content: { 'text/event-stream': { schema: ingestionEvent } } },
            204: z.null().describe('It has ended, and the client has seen `done`.'),
            ...problems(401, 404, 422),
          },
        },
      },
      (request, reply) => {
        reply.raw.once('close', context.streams.take(request.caller));
        stream(context, request.params.id, request.headers['last-event-id'], reply);
      },
    );
    done();
  };
}

/** Nothing is answered before the first state is known: an ingestion that does not exist is a 404, not a stream. */
function stream(context: GatewayContext, id: string, lastEventId: string | undefined, reply: FastifyReply): void {
  let events: EventStream | undefined;
  let last: Sight | undefined;
  const leave = context.hub.watch(id, {
    see(sight) {
      last = sight;
      if (sight.done !== undefined && lastEventId === sight.doneId) return;
      events ??= openStream(reply);
      events.send(sight.progress);
    },
    end(error) {
      if (error !== undefined) failStream(reply, events, error);
      else if (events !== undefined) events.end(last?.done);
      else if (last !== undefined) void reply.code(204).send();
      // A browser that is answered 204 does not come again.
      else
        failStream(
          reply,
          undefined,
          new ModelrailError('TemporalUnavailable', sentenceOf('the gateway stops: ask again')),
        );
    },
  });
  const limit = setTimeout(() => {
    leave();
    if (events !== undefined) events.end();
    else
      failStream(
        reply,
        undefined,
        new ModelrailError('TemporalUnavailable', sentenceOf('Temporal takes too long to answer with the first state')),
      );
  }, context.streamDurationMs);
  reply.raw.once('close', () => {
    clearTimeout(limit);
    leave();
  });
}
