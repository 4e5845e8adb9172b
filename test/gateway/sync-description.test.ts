import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let gateway: TestGateway;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system);
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

test('the description of the gateway has the calls of syncs, with patterns for cron and durations', async () => {
  const { body } = await gateway.call<{
    paths: Record<string, Record<string, { responses: object }>>;
    components: { schemas: Record<string, object> };
  }>('/openapi.json');
  const calls = Object.entries(body.paths)
    .filter(([path]) => path.startsWith('/v1/syncs'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, call]) => ({ name: `${method} ${path}`, ...call })),
    );
  expect(calls.map(({ name }) => name).sort()).toEqual([
    'delete /v1/syncs/{name}',
    'get /v1/syncs',
    'get /v1/syncs/{name}',
    'post /v1/syncs',
    'post /v1/syncs/{name}/backfill',
    'post /v1/syncs/{name}/pause',
    'post /v1/syncs/{name}/plan',
    'post /v1/syncs/{name}/resume',
    'post /v1/syncs/{name}/trigger',
    'put /v1/syncs/{name}',
  ]);
  const asking = ['delete {name}', 'post ', 'post {name}/plan', 'post {name}/trigger', 'put {name}'];
  const asked = calls
    .filter(({ responses }) => '502' in responses)
    .map(({ name }) => name.replace(/\/v1\/syncs\/?/, ''));
  expect(asked.sort()).toEqual(asking);
  expect(JSON.stringify(body.paths['/v1/syncs/{name}']?.['put'])).toContain('"#/components/schemas/SyncDeclaration"');
  const { SyncDeclaration, ChongqingBimSync } = body.components.schemas;
  expect(SyncDeclaration).toMatchObject({ anyOf: [{ $ref: '#/components/schemas/ChongqingBimSync' }] });
  const put = JSON.stringify(ChongqingBimSync);
  expect(put).toContain('"enum":["cq"]');
  expect(put).toMatch(/"cron":\{[^}]*"pattern"/);
});
