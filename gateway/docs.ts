import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { describeApi } from './openapi/describe-api.ts';
import { serversOf } from './openapi/servers.ts';

/** What a description says of the gateway itself. */
export interface DescribedGateway {
  version: string;
  hasTokens: boolean;
  /** Where others reach it, as its configuration says. */
  publicUrl: string | undefined;
  /** Extensions of the files that a folder gives, in lower case. */
  sourceExtensions: readonly string[];
}

/** `/openapi.json`, made of the routes that are registered after this, and `/docs`, which shows it. */
export async function registerDocs(
  app: FastifyInstance,
  { version, hasTokens, publicUrl, sourceExtensions }: DescribedGateway,
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'modelrail',
        version,
        summary: 'Durable ingestion of building and engineering models.',
        description:
          'Brings models to the platforms that convert and register them. An ingestion goes on through crashes and outages: ' +
          'start it once, with an `Idempotency-Key`, and look at it, or follow its events, until it has ended. Errors are ' +
          '`application/problem+json` (RFC 9457).',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      ...(hasTokens
        ? {
            components: {
              securitySchemes: {
                bearer: { type: 'http', scheme: 'bearer', description: 'One of `gateway.tokens`.' },
              },
            },
            security: [{ bearer: [] }],
          }
        : {}),
      tags: [
        { name: 'ingestions', description: 'Models on their way to a platform.' },
        { name: 'syncs', description: 'Folders and the like whose models are delivered again and again.' },
        { name: 'files', description: 'Models from services that share no disk with a worker (tus 1.0).' },
        { name: 'webhooks', description: 'What platforms call.' },
        { name: 'probes', description: 'Health and metrics for the operator of the gateway.' },
      ],
    },
    transform: jsonSchemaTransform,
    transformObject(given) {
      if (!('openapiObject' in given)) throw new TypeError('a document of another version was made');
      const servers = serversOf(app.server.address(), publicUrl);
      // For clients that walk folders, as the page does.
      return { ...describeApi(given.openapiObject), servers, 'x-source-extensions': sourceExtensions };
    },
  });
  app.get('/openapi.json', { schema: { hide: true }, config: { rateLimit: false } }, () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { deepLinking: true, displayRequestDuration: true, layout: 'BaseLayout' },
    staticCSP: true,
    // Plain HTTP stays plain, and the page may lay itself out.
    transformStaticCSP: (policy) =>
      policy.replace(/\s*upgrade-insecure-requests;?/, '').replace(/style-src /, "style-src 'unsafe-inline' "),
    theme: { title: 'modelrail API' },
  });
}
