import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system[Symbol.asyncDispose]());

test('a worker that only lends its disk hashes and sends, and one elsewhere does the rest', async () => {
  const source = await system.addModel('house.ifc', smallIfc(7));
  const id = await system.start(system.request([source]));
  await system.hostedWorker(undefined, { roles: ['files'] });
  await system.until(id, ({ waiting }) => waiting?.for === 'worker');
  expect(await system.simulator.requests('upload')).toBe(0);

  await system.hostedWorker('another-host', { roles: ['control'] });
  expect(await system.finish(id)).toMatchObject({ status: 'completed', files: [{ upload: { sent: 1 } }] });
});

test('a worker without the role of files does not take those of its host', async () => {
  const source = await system.addModel('tower.ifc', smallIfc(8));
  const request = system.request([source]);
  const files = request.files.map((file) => ({ ...file, host: 'another-host' }));
  const id = await system.start({ ...request, files });
  const waits = await system.until(id, ({ waiting }) => waiting?.for === 'host');
  expect(waits.waiting).toMatchObject({ host: 'another-host' });
  await system.client.cancel(id);
});
