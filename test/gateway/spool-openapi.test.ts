import { fc } from '@fast-check/vitest';
import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { expect, test } from 'vitest';
import { spoolRoutes } from '../../gateway/spool/routes.ts';
import type { Spool } from '../../gateway/spool/spool.ts';
import { makeSpool, TUS } from './tus-calls.ts';

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: { pattern?: string } }[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<
    string,
    { description: string; headers?: Record<string, unknown>; content?: Record<string, unknown> }
  >;
}

async function describeSpool(spool: Spool): Promise<Record<string, Record<string, Operation>>> {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'spool', version: '1' } },
    transform: jsonSchemaTransform,
  });
  await app.register(spoolRoutes(spool));
  await app.ready();
  // as: what is made of JSON schemas is JSON; the tests look at its form.
  const paths = JSON.parse(JSON.stringify(app.swagger().paths)) as Record<string, Record<string, Operation>>;
  await app.close();
  return paths;
}

test('the operations are described with their headers, bodies and answers', async () => {
  const { spool } = await makeSpool();
  const paths = await describeSpool(spool);
  expect(Object.entries(paths).map(([path, item]) => [path, Object.keys(item).sort()])).toEqual([
    ['/v1/files', ['options', 'post']],
    ['/v1/files/{id}', ['delete', 'get', 'head', 'patch']],
  ]);
  const create = paths['/v1/files']?.['post'];
  const headers = create?.parameters?.map(({ name, in: place, required }) => [name, place, required]);
  expect(headers).toEqual([
    ['name', 'query', false],
    ['tus-resumable', 'header', false],
    ['upload-length', 'header', false],
    ['upload-metadata', 'header', false],
    ['idempotency-key', 'header', false],
  ]);
  expect(Object.keys(create?.requestBody?.content ?? {})).toEqual(['application/octet-stream', 'multipart/form-data']);
  expect(Object.keys(create?.responses['201']?.headers ?? {})).toContain('Modelrail-Source');
  const append = paths['/v1/files/{id}']?.['patch'];
  expect(Object.keys(append?.requestBody?.content ?? {})).toEqual(['application/offset+octet-stream']);
  for (const operation of Object.values(paths).flatMap((item) => Object.values(item))) {
    for (const [status, { content, description }] of Object.entries(operation.responses)) {
      expect(description).not.toBe('Default Response');
      const type = status.startsWith('20') ? 'application/json' : 'application/problem+json';
      if (content !== undefined) expect(Object.keys(content)).toEqual([type]);
    }
  }
});

test('what the description of a creation allows is taken, or does not fit', async () => {
  const { endpoint, spool } = await makeSpool({ maxFileBytes: 1000, maxBytes: 1_000_000 });
  const parameters = (await describeSpool(spool))['/v1/files']?.['post']?.parameters ?? [];
  const pattern = parameters.find(({ name }) => name === 'upload-metadata')?.schema.pattern ?? '';
  const metadata = fc.stringMatching(new RegExp(pattern), { size: 'small' });
  const size = fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.maxSafeNat());
  await fc.assert(
    fc.asyncProperty(metadata, size, async (given, length) => {
      const headers = { ...TUS, 'Upload-Metadata': given, 'Upload-Length': String(length) };
      const answer = await fetch(endpoint, { method: 'POST', headers });
      expect([given, answer.status]).toEqual([given, length > 1000 ? 413 : length === 0 ? 400 : 201]);
      const location = answer.headers.get('location');
      if (location !== null) await fetch(new URL(location, endpoint), { method: 'DELETE', headers: TUS });
    }),
  );
});
