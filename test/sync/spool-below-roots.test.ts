import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { startCommand } from '../support/program.ts';
import { startSystem } from '../support/system.ts';
import { finishRun } from './finish-run.ts';

it('takes no file that somebody sent to the gateway, though the spool lies below the folder of a sync', async () => {
  await using system = await startSystem();
  const configuration: Record<string, unknown> = parse(await readFile(system.configPath, 'utf8'));
  const path = join(system.folder, 'with-spool.yaml');
  const gateway = { spool: { folder: './models/sent' } };
  await writeFile(path, stringify({ ...configuration, gateway }));
  await using worker = await startCommand(['worker', '--config', path]);
  expect(worker.hasEnded()).toBe(false);
  await mkdir(join(system.models, 'sent'));
  await writeFile(join(system.models, 'sent', 'of-another.ifc'), 'of another token');
  await system.addModel('own.ifc', 'own');
  const name = `spool-${Date.now()}`;
  const { syncs } = system.client;
  await syncs.create(name, {
    source: system.models,
    host: 'test-host',
    every: '1h',
    platform: 'cq',
    project: { id: 'P-1' },
  });
  const { run = '' } = await syncs.trigger(name);
  expect(await finishRun(system, run)).toMatchObject({ found: 1 });
  await syncs.delete(name);
});
