import { appendFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { PersagyClient } from '../../../platforms/persagy/client.ts';
import { createPersagyClient } from '../../../platforms/persagy/client.ts';
import { settingsFor } from '../../platforms/persagy/support.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';
import { makeAreas, makeProject, writeMap } from './mirror-system.ts';

const PLATFORM = 'recurring';
const NAME = 'mirror-of-recurring';

let system: TestSystem;
let client: PersagyClient;
let areas: Record<string, string>;

beforeAll(async () => {
  system = await startSystem({ further: { [PLATFORM]: { kind: 'persagy', simulator: {} } } });
  await writeMap(system.folder);
  const declared = { kind: 'mirror', platform: PLATFORM, to: 'cq', map: './map.yaml', every: '24h' };
  await appendFile(system.configPath, stringify({ syncs: { [NAME]: declared } }));
  client = createPersagyClient(settingsFor(system.platformUrlOf(PLATFORM)));
  areas = await makeAreas(client);
  await system.startWorker();
});
afterAll(async () => {
  await client?.close();
  await system?.[Symbol.asyncDispose]();
});

async function sync(...args: string[]): Promise<{ code: number | null; answer: unknown }> {
  const { code, stdout, stderr } = await system.modelrail('sync', ...args, '--json');
  if (stdout === '') expect.fail(stderr);
  return { code, answer: JSON.parse(stdout) };
}

it('a mirror recurs as it is declared, and each project is made once though its worker is killed', async () => {
  for (let number = 1; number <= 12; number += 1) await makeProject(client, number, areas['A11']);
  const declared = { changes: [{ op: 'create', name: NAME, state: 'done' }], unchanged: [] };
  expect(await sync('apply')).toMatchObject({ code: 0, answer: declared });
  expect(await sync('apply')).toMatchObject({ code: 0, answer: { changes: [], unchanged: [NAME] } });

  // The worker dies with calls under way whose answers it will never see.
  const { simulator } = system;
  await simulator.fault({
    match: { endpoint: 'createProject' },
    after: 5,
    kind: 'delay',
    effect: true,
    delayMs: 600_000,
  });
  const triggered = sync('trigger', NAME);
  await expect.poll(async () => (await simulator.state()).projects.length, { timeout: 60_000 }).toBeGreaterThan(5);
  for (const worker of system.workers) await worker.kill();
  await simulator.clearFaults();
  await system.startWorker();
  const first = await triggered;
  expect(first).toMatchObject({ code: 0, answer: { status: 'completed', unit: 'project', found: 12, new: 12 } });
  const codes = (await simulator.state()).projects.map(({ code }) => code);
  expect(codes.toSorted()).toEqual(Array.from({ length: 12 }, (_, number) => `Pj${number + 1}`).toSorted());

  expect((await sync('trigger', NAME)).answer).toMatchObject({ status: 'completed', new: 0, unchanged: 12 });
  const shown = await sync('show', NAME);
  expect(shown.answer).toMatchObject({
    source: `projects of ${PLATFORM}`,
    platform: 'cq',
    declaration: { kind: 'mirror', platform: PLATFORM, to: 'cq', map: { default: { stage: 1 } } },
    lastRun: { status: 'completed', unchanged: 12 },
  });
  const text = await system.modelrail('sync', 'show', NAME);
  expect(text.stdout).toContain('12 projects found');

  await sync('pause', NAME);
  const { answer: listed } = await sync('list');
  expect(listed).toEqual(expect.arrayContaining([expect.objectContaining({ name: NAME, paused: true })]));
  await sync('resume', NAME);
  const plan = await system.modelrail('sync', 'plan', NAME);
  expect([plan.code, plan.stderr]).toEqual([2, expect.stringContaining('mirrors projects')]);

  // What was made is known to whatever mirrors the same platforms.
  expect(await sync('delete', NAME, '--yes')).toMatchObject({ code: 0, answer: { name: NAME, forgotten: 0 } });
  await sync('apply');
  expect((await sync('trigger', NAME)).answer).toMatchObject({ new: 0, unchanged: 12 });
  await sync('delete', NAME, '--yes');
});
