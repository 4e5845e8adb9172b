import type { FastifyReply } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { GatewayContext } from '../context.ts';
import { failStream, openStream } from '../event-reply.ts';
import type { EventStream } from '../event-stream.ts';
import type { OverviewLook } from '../open-overview.ts';
import type { OverviewHub } from '../overview-hub.ts';
import { overviewEvent } from '../schemas/events.ts';
import { overview } from '../schemas/overview.ts';
import { problems } from '../schemas/problems.ts';

/** Everything that is open: once, and as it goes. */
export function overviewRoutes(
  context: GatewayContext,
  hub: OverviewHub,
  { look }: OverviewLook,
): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      '/v1/overview',
      {
        schema: {
          operationId: 'getOverview',
          summary: 'Everything that is open, by why it does not move',
          tags: ['ingestions'],
          response: { 200: overview, ...problems(401) },
        },
      },
      async () => look(await context.link.client(), false),
    );

    app.get(
      '/v1/events',
      {
        // An answer without a body could not tell that it goes on.
        exposeHeadRoute: false,
        schema: {
          operationId: 'followOverview',
          summary: 'Everything that is open as it goes, as Server-Sent Events',
          description:
            'Events `overview`, each with what `GET /v1/overview` answers, at each change. `problem` tells why a ' +
            'stream ends; a reconnect gets the present state.',
          tags: ['ingestions'],
          response: {
            200: { description: 'The stream.', content: { 'text/event-stream': { schema: overviewEvent } } },
            ...problems(401),
          },
        },
      },
      (request, reply) => {
        reply.raw.once('close', context.streams.take(request.caller));
        stream(context, hub, reply);
      },
    );
    done();
  };
}

/** Nothing is answered before the first look: that Temporal is away is a 503, not a stream. */
function stream(context: GatewayContext, hub: OverviewHub, reply: FastifyReply): void {
  let events: EventStream | undefined;
  const leave = hub.watch({
    see(seen) {
      events ??= openStream(reply);
      events.send(seen);
    },
    end(error) {
      if (error === undefined && events !== undefined) events.end();
      else
        failStream(
          reply,
          events,
          error ?? new ModelrailError('TemporalUnavailable', sentenceOf('the gateway stops: ask again')),
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
        new ModelrailError('TemporalUnavailable', sentenceOf('Temporal takes too long to answer')),
      );
  }, context.streamDurationMs);
  reply.raw.once('close', () => {
    clearTimeout(limit);
    leave();
  });
}
