import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiDescription, answerSchema, createCheck, type DescribedCall } from '../support/api-description.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let gateway: TestGateway;
let document: ApiDescription;
let check: ReturnType<typeof createCheck>;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system);
  await system.hostedWorker();
  document = (await gateway.call<ApiDescription>('/openapi.json')).body;
  check = createCheck(document);
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

/** Calls, and looks whether what is answered is what the description says of that status. */
async function describedCall(call: DescribedCall, wanted: number): Promise<Record<string, unknown>> {
  const { path, at = {}, query = '', ...init } = call;
  const address = Object.entries(at).reduce((made, [key, value]) => made.replace(`{${key}}`, value), path);
  const { status, headers, body } = await gateway.call<Record<string, unknown>>(`${address}${query}`, init);
  expect([path, status, body]).toEqual([path, wanted, expect.anything()]);
  const schema = answerSchema(document, call, status, headers.get('content-type') ?? '');
  if (schema === undefined) throw new Error(`the description has no answer ${status} of ${call.method} ${path}`);
  expect([call.method, path, check(schema, body)]).toEqual([call.method, path, []]);
  return body;
}

const ONE = '/v1/ingestions/{id}';

test('answers about an ingestion are as the description says', async () => {
  const source = await system.addModel('house.ifc', smallIfc(1));
  const body = { ...system.request([]), files: [{ source, tags: ['BUILDING'] }] };
  const started = await describedCall({ method: 'POST', path: '/v1/ingestions', body }, 202);
  const at = { id: String(started['id']) };
  await describedCall({ method: 'GET', path: '/v1/overview' }, 200);
  await describedCall({ method: 'GET', path: ONE, at }, 200);
  await system.finish(at.id);
  await describedCall({ method: 'GET', path: ONE, at }, 200);
  await describedCall({ method: 'GET', path: '/v1/ingestions', query: '?pageSize=1' }, 200);
  await describedCall({ method: 'GET', path: `${ONE}/manifest`, at }, 200);
  await describedCall({ method: 'GET', path: `${ONE}/report`, at, query: '?format=json' }, 200);
  await describedCall({ method: 'POST', path: `${ONE}/verify`, at }, 200);
  await describedCall({ method: 'POST', path: `${ONE}/retry`, at }, 409);
  await describedCall({ method: 'POST', path: `${ONE}/pause`, at }, 409);
  await describedCall({ method: 'GET', path: ONE, at: { id: 'nothing' } }, 404);
  await describedCall({ method: 'POST', path: '/v1/ingestions', body: { ...body, project: { name: 'x' } } }, 422);
  await describedCall({ method: 'GET', path: ONE, at, headers: { authorization: 'none' } }, 401);
  await describedCall({ method: 'GET', path: '/readyz' }, 200);
});

test('answers about an ingestion that fails, is retried and cancelled are as the description says', async () => {
  await system.simulator.failModel({ name: 'tower.ifc', errorMessage: 'walls without a roof', times: 1 });
  const source = await system.addModel('tower.ifc', smallIfc(3));
  const started = await describedCall(
    { method: 'POST', path: '/v1/ingestions', body: { ...system.request([]), files: [{ source }] } },
    202,
  );
  const at = { id: String(started['id']) };
  await system.finish(at.id);
  expect(await describedCall({ method: 'GET', path: ONE, at }, 200)).toMatchObject({ status: 'failed' });
  await describedCall({ method: 'POST', path: `${ONE}/retry`, at }, 202);
  await system.finish(at.id);
  const elsewhere = { ...system.request([]), files: [{ source: '/m/a.ifc', host: 'elsewhere' }] };
  const { id } = await describedCall({ method: 'POST', path: '/v1/ingestions', body: elsewhere }, 202);
  const other = { id: String(id) };
  await system.until(other.id, ({ waiting }) => waiting !== undefined);
  await describedCall({ method: 'GET', path: ONE, at: other }, 200);
  await describedCall({ method: 'GET', path: '/v1/overview' }, 200);
  await describedCall({ method: 'PATCH', path: ONE, at: other, body: { concurrency: 1 } }, 202);
  await describedCall({ method: 'POST', path: `${ONE}/cancel`, at: other }, 202);
  await system.finish(other.id);
  await describedCall({ method: 'GET', path: `${ONE}/manifest`, at: other }, 200);
});

test('answers about a sync are as the description says', async () => {
  const folder = join(system.models, 'handover');
  await mkdir(folder);
  await writeFile(join(folder, 'wing.ifc'), smallIfc(2));
  const declaration = { source: folder, every: '1h', platform: 'cq', project: { id: 'p-1' }, onRemoved: 'report' };
  const at = { name: 'handover' };
  const path = '/v1/syncs/{name}';
  await describedCall({ method: 'POST', path: '/v1/syncs', body: { ...at, ...declaration } }, 201);
  await describedCall({ method: 'POST', path: `${path}/plan`, at }, 200);
  const { run } = await describedCall({ method: 'POST', path: `${path}/trigger`, at }, 202);
  await expect
    .poll(async () => (await system.client.syncs.run(String(run))).closedAt, { timeout: 20_000 })
    .toBeDefined();
  await describedCall({ method: 'GET', path, at }, 200);
  await describedCall({ method: 'GET', path: '/v1/syncs' }, 200);
  await describedCall({ method: 'PUT', path, at, body: { ...declaration, every: '2h' } }, 200);
  await describedCall({ method: 'POST', path: `${path}/pause`, at, body: { note: 'for a while' } }, 202);
  await describedCall({ method: 'POST', path: `${path}/resume`, at }, 202);
  await describedCall({ method: 'DELETE', path, at }, 200);
  await describedCall({ method: 'GET', path, at }, 404);
});
