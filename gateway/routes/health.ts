import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { component } from '../../lib/requests/component.ts';
import type { GatewayContext } from '../context.ts';
import { problems } from '../schemas/problems.ts';

const ok = z.literal('ok').describe('Always the same.');
const alive = component('Alive', 'The process answers.', z.object({ status: ok }), [{ status: 'ok' }]);
const ready = component(
  'Ready',
  'Temporal answers.',
  z.object({ status: ok, temporal: z.string().describe("Version of Temporal's server.") }),
  [{ status: 'ok', temporal: '1.32.0' }],
);

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
