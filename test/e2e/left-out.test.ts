import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sentenceOf } from '../../contracts/sentences.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem } from '../support/system.ts';

const system = await startSystem();
await system.hostedWorker();

afterAll(() => system[Symbol.asyncDispose]());

test('what a walk leaves out is told with the ingestion, keeps none of the others, and changes no exit code', async () => {
  const folder = join(system.models, 'some');
  await mkdir(folder);
  await writeFile(join(folder, 'good.ifc'), smallIfc(1));
  await writeFile(join(folder, 'empty.ifc'), '');
  await writeFile(Buffer.concat([Buffer.from(`${folder}/h`), Buffer.from([0xe4]), Buffer.from('.ifc')]), 'x');
  await symlink(system.configPath, join(folder, 'out.ifc'));
  const skipped = [
    { source: join(folder, 'empty.ifc'), reason: 'it is empty' },
    { source: join(folder, 'h\u{FFFD}.ifc'), reason: 'its name is not UTF-8' },
    { source: join(folder, 'out.ifc'), reason: `it is a link out of sources.roots, to ${system.configPath}` },
  ];
  const project = [
    '--project-name',
    'A',
    '--project-code',
    'L-1',
    '--area-code',
    '500103',
    '--type',
    '10',
    '--stage',
    '1',
  ];
  const flags = ['--platform', 'cq', ...project, '--id', 'left-out'];

  const done = await system.modelrail('ingest', folder, ...flags, '--json');
  expect([done.code, JSON.parse(done.stdout).skipped]).toEqual([0, skipped]);
  expect(JSON.parse(done.stdout).files).toMatchObject([{ name: 'good.ifc', status: 'registered' }]);
  expect(done.stderr).toContain(`left out: ${folder}/empty.ifc: it is empty`);
  expect(JSON.parse((await system.modelrail('show', 'left-out', '--json')).stdout).skipped).toEqual(skipped);
  expect((await system.modelrail('show', 'left-out')).stdout).toContain(
    `Left out:\n  ${folder}/empty.ifc: it is empty\n`,
  );

  expect((await system.modelrail('show', 'left-out', '--lang', 'zh')).stdout).toContain(
    `未包括：\n  ${folder}/empty.ifc：文件是空的\n`,
  );

  const named = await system.modelrail('ingest', join(folder, 'empty.ifc'), ...flags);
  expect([named.code, named.stderr]).toEqual([2, expect.stringContaining('is empty')]);
});

test('a retry keeps what was left out', async () => {
  const source = await system.addModel('again.ifc', smallIfc(2));
  await system.simulator.failModel({ name: 'again.ifc', errorMessage: 'broken geometry', times: 1 });
  const told = sentenceOf('it is empty');
  const skipped = [{ source: '/models/none.ifc', reason: 'it is empty' }];
  const { id } = await system.client.ingest(system.request([source]), {
    skipped: skipped.map((one) => ({ ...one, told })),
  });
  expect(await system.finish(id)).toMatchObject({ status: 'failed', told: expect.arrayContaining([told]) });
  await system.client.retry(id);
  const ended = await system.finish(id);
  expect(ended).toMatchObject({ status: 'completed', told: expect.arrayContaining([told]) });
  expect(ended.skipped).toEqual(skipped);
});
