import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

/** A schema of the description, as far as it is looked at. */
interface Schema {
  properties: Record<string, { type?: string; anyOf?: { type: string; enum?: string[] }[] }>;
}

let system: TestSystem;
let gateway: TestGateway;
let source: string;

beforeAll(async () => {
  const dictionary = { type: { 市政: 10 }, stage: { 设计: 1 }, areaCode: { 渝北: '500112' } };
  system = await startSystem({ platform: { dictionary } });
  await system.hostedWorker();
  gateway = await startGateway(system);
  source = await system.addModel('house.ifc', smallIfc(1));
});
afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

it('names of the configuration are taken by flags, in a request file and over HTTP, and are the same request as their numbers', async () => {
  const id = `named-${randomUUID()}`;
  const code = `D-${randomUUID()}`;
  const named = { name: 'Bridge', code, areaCode: '渝北', type: '市政', stage: '设计' };
  const flags = ['--project-name', 'Bridge', '--project-code', code, '--area-code', '渝北', '--type', '市政'];
  const started = await system.modelrail('ingest', source, '--platform', 'cq', ...flags, '--stage', '设计', '--id', id);
  expect(started).toMatchObject({ code: 0 });
  expect((await system.simulator.state()).projects).toMatchObject([{ code, name: 'Bridge' }]);

  const numbers = { ...named, areaCode: '500112', type: 10, stage: 1 };
  const path = join(system.folder, 'request.json');
  const request = { platform: 'cq', files: [{ source, host: 'test-host' }] };
  for (const project of [named, numbers]) {
    await writeFile(path, JSON.stringify({ ...request, project }));
    expect(await system.modelrail('ingest', '--request', path, '--id', id)).toMatchObject({ code: 0 });
  }

  const other = { code: `D-${randomUUID()}` };
  const body = { ...request, project: { ...named, ...other } };
  const overHttp = await gateway.call<{ id: string }>('/v1/ingestions', { body });
  expect(overHttp).toMatchObject({ status: 202 });
  const kept = { ...request, project: { ...numbers, ...other } };
  expect(await system.client.attach(overHttp.body.id, kept)).toMatchObject({ id: overHttp.body.id });
  expect(await system.finish(overHttp.body.id)).toMatchObject({ status: 'completed' });
});

it('a name that the configuration does not have is wrong input, with the nearest one', async () => {
  const flags = [
    '--project-name',
    'B',
    '--project-code',
    'B',
    '--area-code',
    '渝北',
    '--stage',
    '设计',
    '--type',
    '市正',
  ];
  const refused = await system.modelrail('ingest', source, '--platform', 'cq', ...flags);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--type must be an integer, not "市正"; did you mean "市政"?');
});

it('the description of the API has the names beside the numbers, for ingestions alone', async () => {
  const { body } = await gateway.call<{ components: { schemas: Record<string, Schema> } }>('/openapi.json');
  const { NewProjectWithNames: named, NewProject: plain } = body.components.schemas;
  expect(named?.properties['type']?.anyOf).toMatchObject([{ type: 'integer' }, { type: 'string', enum: ['市政'] }]);
  expect(named?.properties['areaCode']?.anyOf?.[1]?.enum).toEqual(['渝北']);
  expect(named?.properties['rate']).toEqual(plain?.properties['rate']);
  expect(plain?.properties['type']).toMatchObject({ type: 'integer' });
});

it('help lists the names of the configuration', async () => {
  const { stdout } = await system.modelrail('ingest', '--help');
  expect(stdout).toContain('--type  市政 (10)');
  expect(stdout).toContain('--area-code  渝北 (500112)');
});
