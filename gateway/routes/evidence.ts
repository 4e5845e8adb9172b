import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { formatReport } from '../../lib/report/format.ts';
import { languageOfHeader } from '../../lib/words/words.ts';
import { namesOfKind } from '../../platforms/kinds.ts';
import type { GatewayContext } from '../context.ts';
import { createManifestPages } from '../manifest-pages.ts';
import { manifest } from '../schemas/evidence.ts';
import { ingestionPath, languageHeaders, manifestQuery, reportQuery } from '../schemas/parameters.ts';
import { problems } from '../schemas/problems.ts';
import { reportAnswers } from '../schemas/report.ts';
import { verifyReport } from '../schemas/verification.ts';

/** As the page itself says: nothing is loaded, and nothing runs. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

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

    app.get(
      '/v1/ingestions/:id/report',
      {
        // It asks the platform: not for a head alone.
        exposeHeadRoute: false,
        schema: {
          operationId: 'getReport',
          summary: 'The paper of its delivery, to hand over',
          description: 'The platform is asked about every delivered file. A report of 2,000 files has some 3 MB.',
          tags: ['ingestions'],
          params: ingestionPath,
          querystring: reportQuery,
          headers: languageHeaders,
          response: { 200: reportAnswers, ...problems(401, 404, 422) },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const gone = new AbortController();
        reply.raw.once('close', () => gone.abort());
        const report = await (await link.client()).report([id], { signal: gone.signal });
        const { format, lang = languageOfHeader(request.headers['accept-language']) } = request.query;
        const options = { language: lang, names: namesOfKind };
        void reply.header('cache-control', 'no-store');
        if (format === 'json') return report;
        const text = formatReport(report, format, options);
        if (format === 'csv') {
          return reply.header('content-disposition', `attachment; filename="${id}.csv"`).type('text/csv').send(text);
        }
        return reply.header('content-security-policy', PAGE_POLICY).type('text/html').send(text);
      },
    );

    app.post(
      '/v1/ingestions/:id/verify',
      {
        schema: {
          operationId: 'verifyIngestion',
          summary: 'Ask the platform again about everything it delivered',
          description: 'Changes nothing. `counts` says whether all is there.',
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
