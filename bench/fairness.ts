/**
 * How long one file takes while a sync delivers many, by one worker: `node --import tsx bench/fairness.ts [files] [large
 * files] [rounds]`. Small files keep the worker's steps busy; large ones the hashing threads and the line, which has a limit.
 */
import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { median } from './comparison.ts';
import { type Row, report } from './report.ts';
import { type RigOptions, startRig } from './rig.ts';
import { addRandomFile, addSmallFiles } from './source-files.ts';

const SMALL_BYTES = 4 * 1024;
const LARGE_MIB = 16;
const LIMIT_MIB = 40;
const SINGLE_MIB = 1;
/** Between two single files, so that they meet the sync in several of its steps. */
const PAUSE_MS = 700;
const given = process.argv.slice(2).map(Number);
const [smallCount = 5_000, largeCount = 64, rounds = 9] = given;

const small = await measure(
  `${smallCount} small files`,
  {},
  { max: 5 },
  async (folder) => await addSmallFiles(folder, smallCount, SMALL_BYTES),
);
const large = await measure(
  `${largeCount} files of ${LARGE_MIB} MiB at ${LIMIT_MIB} MiB/s`,
  { platform: { upload: { bwlimit: `${LIMIT_MIB}M` } } },
  { max: 5 },
  async (folder) => {
    const files: string[] = [];
    for (let n = 0; n < largeCount; n += 1) files.push(await addRandomFile(folder, `${n}.rvt`, LARGE_MIB));
    return files;
  },
);
await report('fairness', [small, large]);

async function measure(
  what: string,
  options: RigOptions,
  bar: { max: number },
  addFiles: (folder: string) => Promise<string[]>,
): Promise<Row> {
  await using rig = await startRig(options);
  const { system } = rig;
  await system.startWorker();
  const folder = join(system.models, 'handover');
  await mkdir(folder, { recursive: true });
  const files = await addFiles(folder);
  // What was written a moment ago is looked at twice.
  const hourAgo = new Date(Date.now() - 3_600_000);
  for (const file of files) await utimes(file, hourAgo, hourAgo);

  async function single(name: string): Promise<number> {
    return (await rig.ingest([await addRandomFile(system.models, `${name}.rvt`, SINGLE_MIB)])).seconds;
  }

  const seed = await rig.ingest([await addRandomFile(system.models, 'seed.rvt', SINGLE_MIB)]);
  const { projectId = '' } = await system.client.get(seed.id);
  const alone: number[] = [];
  for (let round = 0; round < rounds; round += 1) alone.push(await single(`alone-${round}`));

  const { syncs } = system.client;
  await syncs.create('handover', {
    source: folder,
    host: 'test-host',
    every: '24h',
    platform: 'cq',
    project: { id: projectId },
    group: { name: 'handover' },
  });
  const start = performance.now();
  const { run = '' } = await syncs.trigger('handover');
  const beside: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await delay(PAUSE_MS);
    if ((await syncs.run(run)).closedAt !== undefined) throw new Error('the sync has ended: give it more files');
    beside.push(await single(`beside-${round}`));
  }
  await rig.temporal.workflow.getHandle(run).result();
  const seconds = (performance.now() - start) / 1000;
  const { new: delivered } = await syncs.run(run);
  if (delivered !== files.length) throw new Error(`the sync delivered ${delivered} of ${files.length}`);
  const [besideMedian, aloneMedian] = [median(beside), median(alone)];
  return {
    name: `one file beside a sync of ${what} ÷ alone`,
    value: besideMedian / aloneMedian,
    unit: '×',
    bar,
    detail:
      `${besideMedian.toFixed(2)} s, the longest ${Math.max(...beside).toFixed(2)} s; alone ${aloneMedian.toFixed(2)} s; ` +
      `the sync took ${seconds.toFixed(0)} s`,
  };
}
