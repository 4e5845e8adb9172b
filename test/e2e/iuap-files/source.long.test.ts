import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SyncRun } from '../../../client/index.ts';
import { createIuapFilesClient, type IuapFilesClient } from '../../../platforms/iuap-files/client.ts';
import { PROJECT } from '../../cli/folder.ts';
import { platformControl } from '../../conformance/platform-control.ts';
import { fileOf, md5Of, settingsFor } from '../../platforms/iuap-files/support.ts';
import { pseudoRandomBytes, smallIfc } from '../../support/model-files.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';
import { finishRun } from '../../sync/finish-run.ts';
import { seedProject } from '../../sync/sync-system.ts';

const FILEPATH = '单据/4711';
const SOURCE = `iuap://files/${encodeURIComponent(FILEPATH)}`;

let system: TestSystem;
let client: IuapFilesClient;

beforeAll(async () => {
  system = await startSystem({ further: { files: { kind: 'iuap-files', simulator: {} } } });
  client = createIuapFilesClient(settingsFor(system.platformUrlOf('files')));
  await system.hostedWorker();
});
afterAll(async () => {
  await client?.close();
  await system?.[Symbol.asyncDispose]();
});

it('models that are attached to a document are delivered by one command', async () => {
  const [house, tower] = [smallIfc(1), pseudoRandomBytes(300_000, 1)];
  await client.upload({ filepath: FILEPATH, groupname: '模型', ...fileOf('塔 楼.ifc', house) });
  await client.upload({ filepath: FILEPATH, groupname: 'g/2', ...fileOf('tower.rvt', tower) });
  await client.upload({ filepath: FILEPATH, groupname: 'g/2', ...fileOf('notes.txt', 'no model') });
  await client.upload({ filepath: FILEPATH, groupname: 'g/2', ...fileOf('empty.ifc', '') });

  const { code, stdout } = await system.modelrail(
    'ingest',
    SOURCE,
    '--platform',
    'cq',
    ...PROJECT,
    '--group',
    'G',
    '--json',
  );

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'completed',
    files: [
      {
        name: '塔 楼.ifc',
        hash: md5Of(Buffer.from(house)),
        source: `${SOURCE}/${encodeURIComponent('模型')}/%E5%A1%94%20%E6%A5%BC.ifc`,
      },
      { name: 'tower.rvt', hash: md5Of(tower), source: `${SOURCE}/g%2F2/tower.rvt` },
    ],
    skipped: [{ reason: 'it is empty' }],
  });
});

it('a download that is cut is fetched again', async () => {
  const control = platformControl(system.platformUrlOf('files'));
  await client.upload({ filepath: 'cut', groupname: 'g', ...fileOf('a.ifc', smallIfc(2)) });
  await control.fault({ match: { endpoint: 'download' }, kind: 'cut-after', times: 1 });
  const request = system.request(['iuap://files/cut/g/a.ifc']);
  const result = await system.finish(
    await system.start({ ...request, files: [{ source: 'iuap://files/cut/g/a.ifc' }] }),
  );
  expect(result).toMatchObject({ status: 'completed', files: [{ name: 'a.ifc' }] });
});

it('what is not attached is no source, and neither is what lies on a platform of another kind', async () => {
  const none = await system.modelrail('ingest', 'iuap://files/none', '--platform', 'cq', ...PROJECT, '--group', 'G');
  const other = await system.modelrail('ingest', 'iuap://cq/none', '--platform', 'cq', ...PROJECT, '--group', 'G');
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('holds no model') });
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('which gives no files') });
});

it('a sync delivers what was attached, replaced or removed since its last run, and nothing else', async () => {
  const attach = (groupname: string, name: string, content: string | Buffer) =>
    client.upload({ filepath: 'synced', groupname, ...fileOf(name, content) });
  const run = async (): Promise<SyncRun> => {
    const { run: id } = await system.client.syncs.trigger('attached');
    if (id === undefined) throw new Error('no run was started');
    return await finishRun(system, id);
  };
  const project = { id: await seedProject(system) };
  const [house, tower] = await Promise.all([
    attach('g', 'house.ifc', smallIfc(3)),
    attach('h/1', 'tower.rvt', 'tower'),
  ]);
  await system.client.syncs.create('attached', {
    source: 'iuap://files/synced',
    every: '1h',
    platform: 'cq',
    project,
    group: { name: 'incoming' },
  });
  expect(await run()).toMatchObject({ status: 'completed', new: 2, changed: 0 });
  expect(await run()).toMatchObject({ status: 'completed', new: 0, changed: 0, unchanged: 2, ingestions: [] });

  await client.replace({ id: house.id, ...fileOf('house.ifc', smallIfc(4)) });
  await attach('g', 'shed.ifc', smallIfc(5));
  await client.delete(tower.id);
  expect(await run()).toMatchObject({
    status: 'completed',
    new: 1,
    changed: 1,
    unchanged: 0,
    removed: ['h/1/tower.rvt'],
  });
  expect(await system.client.syncs.get('attached')).toMatchObject({ source: 'iuap://files/synced' });
});
