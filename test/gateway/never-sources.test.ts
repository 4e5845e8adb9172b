import { chmod, link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let gateway: TestGateway;
let files: string[];

beforeAll(async () => {
  // As without `sources.roots`: the folder of the configuration.
  system = await startSystem({ sources: { roots: ['.'] } });
  await system.hostedWorker();
  gateway = await startGateway(system);
  await mkdir(join(system.folder, '.modelrail'), { recursive: true });
  const hidden = ['.env.ifc', '.ssh/key.ifc', '.modelrail/temporal.ifc'].map((name) => join(system.folder, name));
  for (const path of hidden) {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, 'secret');
    await chmod(path, 0o600);
  }
  await link(system.configPath, join(system.models, 'hard.ifc'));
  files = [system.configPath, join(system.models, 'hard.ifc'), ...hidden];
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

test('the gateway refuses what is never a source', async () => {
  // The gateway's configuration is another file, so a hard link of the worker's is none of its own.
  for (const source of files.slice(2)) {
    const answer = await gateway.call('/v1/ingestions', { body: { ...system.request([]), files: [{ source }] } });
    expect(answer).toMatchObject({ status: 403, body: { type: 'urn:modelrail:error:SourceNotAllowed' } });
  }
});

test('the worker fails such a file alone, whoever started the ingestion', async () => {
  const house = await system.addModel('house.ifc', 'ISO-10303-21;');
  const result = await system.finish(await system.start(system.request([...files, house])));
  expect(result.files.map(({ error }) => error?.type)).toEqual([...files.map(() => 'SourceNotAllowed'), undefined]);
  expect(result.status).toBe('partial');
});

test('the command line refuses it when it is named', async () => {
  const project = ['--platform', 'cq', '--project-id', 'p'];
  for (const source of files) {
    const { code, stderr } = await system.modelrail('ingest', source, ...project);
    expect(code).toBe(2);
    expect(stderr).toContain('is never a source');
  }
});
