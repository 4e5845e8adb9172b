import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { GatewayContext } from '../context.ts';
import { problems } from '../schemas/problems.ts';

const alive = z.object({ status: z.literal('ok') }).meta({ id: 'Alive' });
const ready = z
  .object({ status: z.literal('ok'), temporal: z.string().describe('Version of the server.') })
  .meta({ id: 'Ready' });

/** Probes: need no token, count for no limit. */
export function healthRoutes({ link }: GatewayContext): FastifyPluginCallbackZod {
  const config = { rateLimit: false } as const;
  return (app, _options, done) => {
    app.get(
      '/healthz',
      {
        config,
        schema: {
          operationId: 'isAlive',
          summary: 'The process answers',
          tags: ['probes'],
          security: [],
          response: { 200: alive },
        },
      },
      () => ({ status: 'ok' as const }),
    );
    app.get(
      '/readyz',
      {
        config,
        schema: {
          operationId: 'isReady',
          summary: 'Temporal answers: requests can be worked',
          tags: ['probes'],
          security: [],
          response: { 200: ready, ...problems() },
        },
      },
      async () => ({ status: 'ok' as const, temporal: await (await link.client()).serverVersion() }),
    );
    done();
  };
}
