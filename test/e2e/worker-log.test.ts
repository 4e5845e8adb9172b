import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import type { RunningCommand } from '../support/program.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let worker: RunningCommand;

beforeAll(async () => {
  system = await startSystem({
    simulator: { conversionMs: 50 },
    further: { slow: { simulator: { conversionMs: 600_000 } } },
  });
  worker = await system.startWorker();
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

type Line = Record<string, unknown> & { msg: string; level: number; time: string };

/** The lines that a worker has logged, of an ingestion or all. */
const linesOf = (running: RunningCommand): Line[] =>
  running
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Line => JSON.parse(line));

const wordsAbout = (id: string) => linesOf(worker).filter((line) => line['id'] === id);

test('a worker logs when an ingestion begins, pauses, goes on and ends, with date and time', async () => {
  const model = await system.addModel('a.ifc', smallIfc(1));
  const id = await system.start(system.request([model], { platform: 'slow' }));
  await system.until(id, ({ stage }) => stage === 'convert');
  await system.client.pause(id);
  await system.until(id, ({ status }) => status === 'paused');
  await system.client.resume(id);
  await system.until(id, ({ status }) => status === 'running');
  await system.client.cancel(id);
  await system.finish(id);
  await expect.poll(() => wordsAbout(id).length).toBe(4);
  expect(wordsAbout(id).map(({ level, msg }) => `${level} ${msg}`)).toEqual([
    `30 ingestion ${id} begins: 1 file to slow`,
    `30 ingestion ${id} pauses`,
    `30 ingestion ${id} goes on`,
    expect.stringMatching(`^30 ingestion ${id} cancelled: 0 of 1 file, 1 failed: Cancelled: `),
  ]);
  for (const { time } of wordsAbout(id)) expect(new Date(time).toISOString()).toBe(time);
});

test('an outage of the platform is one line, and one more when it is over', async () => {
  const ids: string[] = [];
  const model = await system.addModel('b.ifc', smallIfc(2));
  const before = linesOf(worker).length;
  await system.restartSimulator(async () => {
    for (let run = 0; run < 5; run += 1) ids.push(await system.start(system.request([model])));
    await expect.poll(() => worker.output(), { timeout: 20_000 }).toContain('connection refused');
  });
  for (const id of ids) expect((await system.finish(id)).status).toBe('completed');
  await expect.poll(() => ids.filter((id) => wordsAbout(id).length >= 2)).toHaveLength(5);
  const about = linesOf(worker).slice(before);
  const [begun, over, ...others] = about.filter(({ msg }) => msg.startsWith('platform cq'));
  expect(begun).toMatchObject({ level: 40, platform: 'cq', waitingFor: 'platform', type: 'PlatformUnavailable' });
  expect(begun?.msg).toMatch(/^platform cq: POST \/token: cannot reach \S+: connection refused$/);
  expect(over).toMatchObject({ level: 30, place: 'platform cq' });
  expect(over?.msg).toMatch(/^platform cq goes on after \d+ s: \d runs? (was|were) held up/);
  expect(others).toEqual([]);
  expect(about.filter(({ level }) => level >= 40)).toEqual([begun]);
});

test('--verbose logs each attempt and each call, and no secret', async () => {
  await using verbose = await system.startWorker('verbose-host', undefined, { args: ['--verbose'] });
  const model = await system.addModel('c.ifc', smallIfc(3));
  const request = system.request([model]);
  const files = request.files.map((file) => ({ ...file, host: 'verbose-host' }));
  const id = await system.start({ ...request, files });
  expect((await system.finish(id)).status).toBe('completed');
  const calls = linesOf(verbose).filter(({ id: of, method }) => of === id && method !== undefined);
  expect(calls).toContainEqual(
    expect.objectContaining({
      level: 20,
      platform: 'cq',
      step: 'transferChunks',
      method: 'POST',
      path: expect.stringMatching(/^\/.*Upload$/),
      status: 200,
      ms: expect.any(Number),
    }),
  );
  expect(system.workerOutput()).not.toMatch(/demo-password|demo-bim-api-key|Bearer /);
});
