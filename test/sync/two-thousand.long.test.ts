import { appendFile, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SyncRun } from '../../client/index.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { finishRun } from './finish-run.ts';
import { seedProject } from './sync-system.ts';

const COUNT = 2_000;
const NAME = 'two-thousand';
let system: TestSystem;
let folder: string;

beforeAll(async () => {
  system = await startSystem({ platform: { convert: { pollInterval: '200ms' } } });
  folder = join(system.models, 'handover');
  await mkdir(folder, { recursive: true });
  await Promise.all(Array.from({ length: COUNT }, (_, number) => write(number)));
  await system.worker();
  const projectId = await seedProject(system);
  await system.client.syncs.create(NAME, {
    source: folder,
    host: 'test-host',
    every: '24h',
    platform: 'cq',
    project: { id: projectId },
    group: { name: 'handover' },
  });
});
afterAll(() => system[Symbol.asyncDispose]());

function pathOf(number: number): string {
  return join(folder, `${number}.ifc`);
}

/** Writes a model an hour ago: what is new to the second is looked at twice. */
async function write(number: number): Promise<void> {
  await writeFile(pathOf(number), smallIfc(number));
  const hourAgo = new Date(Date.now() - 3_600_000);
  await utimes(pathOf(number), hourAgo, hourAgo);
}

/** Changes 20 files, adds 5 and removes 3; `round` tells one such change from another. */
async function change(round: number): Promise<void> {
  const numbers = (count: number, from: number) => Array.from({ length: count }, (_, at) => from + 100 * round + at);
  await Promise.all(numbers(20, 0).map((number) => appendFile(pathOf(number), `/* ${round} */\n`)));
  await Promise.all(numbers(5, COUNT).map(write));
  await Promise.all(numbers(3, COUNT / 2).map((number) => rm(pathOf(number))));
}

async function trigger(): Promise<string> {
  const { run } = await system.client.syncs.trigger(NAME);
  if (run === undefined) throw new Error('no run was started');
  return run;
}

/** Files that the platform was asked about, and records that it has. */
async function counts(): Promise<{ asked: number; chunks: number; records: number }> {
  const [{ chunks }, { models }] = [await system.simulator.stats(), await system.simulator.state()];
  return { asked: Object.keys(chunks.byKey).length, chunks: chunks.requests, records: models.length };
}

function figures({ status, new: added, changed, removed, failed }: SyncRun) {
  return { status, added, changed, removed: removed.length, failed: failed.length };
}

test('two thousand files, then a few that changed, were added and removed, also when the worker is killed', async () => {
  const first = await finishRun(system, await trigger());
  expect(figures(first)).toEqual({ status: 'completed', added: COUNT, changed: 0, removed: 0, failed: 0 });
  const delivered = await counts();
  expect(delivered.records).toBe(COUNT + 1);

  const few = { status: 'completed', added: 5, changed: 20, removed: 3, failed: 0 };
  await change(1);
  expect(figures(await finishRun(system, await trigger()))).toEqual(few);
  const second = await counts();
  expect(second).toEqual({
    asked: delivered.asked + 25,
    chunks: delivered.chunks + 25,
    records: delivered.records + 25,
  });

  await change(2);
  const run = await trigger();
  await vi.waitUntil(async () => (await counts()).chunks > second.chunks, { timeout: 30_000, interval: 10 });
  await (await system.worker()).kill();
  await system.worker();
  expect(figures(await finishRun(system, run))).toEqual(few);
  expect((await counts()).records).toBe(second.records + 25);

  const before = await system.simulator.stats();
  const last = await finishRun(system, await trigger());
  expect({ ...figures(last), ingestions: last.ingestions }).toEqual({
    status: 'completed',
    added: 0,
    changed: 0,
    removed: 0,
    failed: 0,
    ingestions: [],
  });
  expect(await system.simulator.stats()).toEqual(before);
});
