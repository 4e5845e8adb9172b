import type { FastifyPluginCallback } from 'fastify';
import type { Registry } from 'prom-client';

/** `GET /metrics`, in Prometheus' text format. */
export function metricsRoutes(registry: Registry): FastifyPluginCallback {
  return (app, _options, done) => {
    app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
      reply.header('content-type', registry.contentType).send(await registry.metrics()),
    );
    done();
  };
}
