import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { GatewayContext } from '../context.ts';
import { createManifestPages } from '../manifest-pages.ts';
import { manifest, verifyReport } from '../schemas/evidence.ts';
import { ingestionPath, manifestQuery } from '../schemas/parameters.ts';
import { problems } from '../schemas/problems.ts';

/** Calls about what an ingestion leaves behind. */
export function evidenceRoutes({ link }: GatewayContext): FastifyPluginCallbackZod {
  const pages = createManifestPages(async (id) => (await link.client()).manifest(id));
  return (app, _options, done) => {
    app.addHook('onClose', () => pages.close());
    app.get(
      '/v1/ingestions/:id/manifest',
      {
        schema: {
          operationId: 'getManifest',
          summary: 'What it took from where, brought where, and how',
          tags: ['ingestions'],
          params: ingestionPath,
          querystring: manifestQuery,
          response: { 200: manifest, ...problems(401, 404, 422) },
        },
      },
      async (request) => pages.page(request.params.id, request.query.pageToken),
    );

    app.post(
      '/v1/ingestions/:id/verify',
      {
        schema: {
          operationId: 'verifyIngestion',
          summary: 'Ask the platform again about everything it delivered',
          tags: ['ingestions'],
          params: ingestionPath,
          response: { 200: verifyReport, ...problems(401, 403, 404, 422, 502) },
        },
      },
      async (request, reply) => {
        // The connection of the request is closed: the answer is not needed.
        const gone = new AbortController();
        reply.raw.once('close', () => gone.abort());
        return (await link.client()).verify(request.params.id, { signal: gone.signal });
      },
    );
    done();
  };
}
