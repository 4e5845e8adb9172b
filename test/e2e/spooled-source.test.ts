import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveSpool } from '../gateway/spool-server.ts';
import { lying, MIB, upload } from '../gateway/tus-calls.ts';
import { startGateway, TOKENS } from '../support/gateway.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { startSystem } from '../support/system.ts';

test('what failed to be delivered stays in the spool for a retry', async () => {
  await using system = await startSystem();
  await system.hostedWorker();
  await using gateway = await startGateway(system);
  const authorization = `Bearer ${TOKENS[0]}`;
  const content = pseudoRandomBytes(MIB, 9);
  const source = await upload(`${gateway.url}/v1/files`, content, 'bad.ifc', undefined, { authorization });
  await system.simulator.failModel({ name: 'bad.ifc', errorMessage: 'no geometry', times: 1 });
  const body = { ...system.request([]), files: [{ source }] };
  const { id } = (await gateway.call<{ id: string }>('/v1/ingestions', { body })).body;
  expect((await system.finish(id)).status).toBe('failed');
  const spool = join(system.folder, '.modelrail', 'spool');
  // A sweep has seen the end of it.
  await expect
    .poll(async () => (await Promise.all((await records(spool)).map((path) => readFile(path, 'utf8')))).join(''), {
      timeout: 30_000,
    })
    .toMatch(/"endedMs"/);
  expect((await gateway.call(`/v1/ingestions/${id}/retry`, { method: 'POST' })).status).toBe(202);
  expect((await system.finish(id)).status).toBe('completed');
  await expect.poll(() => lying(spool), { timeout: 30_000 }).toEqual([]);
});

async function records(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
}

test('the spool opens no way to files beside it', async () => {
  await using system = await startSystem();
  await system.hostedWorker();
  const { spool, close } = await serveSpool({ folder: join(system.folder, '.modelrail', 'spool') });
  onTestFinished(close);
  await symlink(system.configPath, join(spool.options.folder, 'link.ifc'));
  for (const source of [system.configPath, join(spool.options.folder, 'link.ifc')]) {
    const { status, files } = await system.finish(await system.start(system.request([source])));
    expect([status, files[0]?.error?.type]).toEqual(['failed', 'SourceNotAllowed']);
  }
});
