import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

/** `/openapi.json`, made of the routes that are registered after this, and `/docs`, which shows it. */
export async function registerDocs(
  app: FastifyInstance,
  { version, hasTokens }: { version: string; hasTokens: boolean },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'modelrail',
        version,
        description:
          'Durable ingestion of building and engineering models into the platforms that convert and register them.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      ...(hasTokens
        ? {
            components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
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
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
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

/** Every named schema is there twice, as what is taken and as what is given; only one of them is referred to. */
function withoutUnused(document: ReturnType<typeof jsonSchemaTransformObject>): typeof document {
  if (!('components' in document) || document.components?.schemas === undefined) return document;
  const text = JSON.stringify(document);
  const used = Object.entries(document.components.schemas).filter(([name]) =>
    text.includes(`"#/components/schemas/${name}"`),
  );
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(used) } } as typeof document; // as: fewer schemas of the same kind
}
