import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { IngestionOutcome } from '../../gateway/spool/sweep.ts';
import { serveSpool } from '../gateway/spool-server.ts';
import { cutWay, MIB, upload } from '../gateway/tus-calls.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { startSystem } from '../support/system.ts';

test('a model that was sent in four pieces is ingested from the spool, which is empty afterwards', async () => {
  await using system = await startSystem();
  await system.startWorker();
  // Beside the roots, where the configuration has it by default.
  const { spool, endpoint, close } = await serveSpool({ folder: join(system.folder, '.modelrail', 'spool') });
  onTestFinished(close);
  const way = await cutWay(Number(new URL(endpoint).port), [2 * MIB, 3 * MIB, 4 * MIB]);
  const content = pseudoRandomBytes(16 * MIB, 7);
  const source = await upload(endpoint.replace(/:\d+/, `:${way.port}`), content, '大楼.ifc');
  expect(way.cuts()).toBe(3);

  await spool.claim(source, 'spooled');
  await system.start(system.request([source]), 'spooled');
  const outcomeOf = async (id: string): Promise<IngestionOutcome> =>
    (await system.client.get(id)).status === 'completed' ? 'delivered' : 'open';
  await spool.sweep(outcomeOf);
  const { status, files } = await system.finish('spooled');
  expect(status).toBe('completed');
  expect(files).toMatchObject([{ name: '大楼.ifc', status: 'registered', size: content.length }]);
  expect(await spool.sweep(outcomeOf)).toEqual({ removed: 1, kept: 0 });
  expect(await readdir(spool.options.folder)).toEqual([]);
});

test('the spool opens no way to files beside it', async () => {
  await using system = await startSystem();
  await system.startWorker();
  const { spool, close } = await serveSpool({ folder: join(system.folder, '.modelrail', 'spool') });
  onTestFinished(close);
  await symlink(system.configPath, join(spool.options.folder, 'link.ifc'));
  for (const source of [system.configPath, join(spool.options.folder, 'link.ifc')]) {
    const { status, files } = await system.finish(await system.start(system.request([source])));
    expect([status, files[0]?.error?.type]).toEqual(['failed', 'SourceNotAllowed']);
  }
});
