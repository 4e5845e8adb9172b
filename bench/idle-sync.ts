/**
 * A run of a sync that finds nothing new, over many files on a disk and many lines of a manifest: `node --import tsx
 * bench/idle-sync.ts [files] [lines] [rounds]`. The memory is written beforehand, as the delivery of all of them leaves it, by
 * a worker that has its workflows in its cache then. Another one makes the runs.
 */
import { once } from 'node:events';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import pLimit from 'p-limit';
import type { SyncDeclaration, SyncRun } from '../client/index.ts';
import { memoryWorkflowId, rangeWorkflowId } from '../contracts/sync/memory.ts';
import { type Comparison, compare, ratioRow } from './comparison.ts';
import { memoryOf, resetPeak, settledMemoryMiB } from './process-stats.ts';
import { compareTrees, hasRclone } from './rclone.ts';
import { rememberAll } from './remembered.ts';
import { type Row, report } from './report.ts';
import { startRig } from './rig.ts';
import { historySize, largestPayload } from './run-events.ts';
import { addRandomFile } from './source-files.ts';

const FILES_PER_FOLDER = 500;
const FILES_AT_ONCE = 64;
const given = process.argv.slice(2).map(Number);
const [fileCount = 100_000, lineCount = 1_000_000, rounds = 3] = given;

await using rig = await startRig({ sources: { allowHosts: ['127.0.0.1'] } });
const { system, temporal } = rig;
const { syncs } = system.client;
const seedFile = await addRandomFile(system.models, 'seed.rvt', 1);
let { worker, idleMiB, projectId } = await startIdleWorker();

const [tree, twin] = [join(system.models, 'tree'), join(system.models, 'twin')];
await addTrees();
const disk = { source: tree, host: 'test-host' };
const [run, rclone] = (await hasRclone()) ? await besideRclone(disk) : [await idleRuns('disk', disk), undefined];

const server = createServer((_, response) => {
  response.setHeader('etag', '"manifest"');
  Readable.from(manifestLines()).pipe(response);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo; // as: of a server that listens on TCP
const manifest = await idleRuns('manifest', { source: `http://127.0.0.1:${port}/manifest.jsonl` });
server.close();

await report(
  'idle-sync',
  [
    ...(rclone === undefined ? [] : [rclone]),
    ...rowsOf(`${fileCount} files on a disk`, run),
    ...rowsOf(`${lineCount} lines of a manifest`, manifest),
  ],
  rclone === undefined ? 'there is no rclone in the PATH to compare with' : undefined,
);

/** What idle runs of a sync cost. */
interface Idle {
  /** Memory that the worker has taken that wrote what is remembered, above idle. */
  writerMiB: number;
  seconds: number[];
  /** The most of one run. */
  events: number;
  writtenBytes: number;
  payloadBytes: number;
  requests: number;
  peakMiB: number;
}

/** A worker that has done one small ingestion: everything that is loaded on first use is part of what it takes when it idles. */
async function startIdleWorker() {
  const started = await system.startWorker();
  const seed = await rig.ingest([seedFile]);
  const { projectId: project = '' } = await system.client.get(seed.id);
  return { worker: started, idleMiB: await settledMemoryMiB(started.pid), projectId: project };
}

/** A sync that remembers all that its source has, and a way to have it run once. */
async function prepare(name: string, source: Pick<SyncDeclaration, 'source' | 'host'>) {
  const declaration = { ...source, every: '24h', platform: 'cq', project: { id: projectId }, group: { name } };
  await syncs.create(name, declaration);
  const remembered = await rememberAll(rig, name, declaration);
  const writerMiB = (await settledMemoryMiB(worker.pid)) - idleMiB;
  await worker.stop();
  ({ worker, idleMiB, projectId } = await startIdleWorker());
  const idle: Idle = {
    writerMiB,
    seconds: [],
    events: 0,
    writtenBytes: 0,
    payloadBytes: 0,
    requests: 0,
    peakMiB: 0,
  };
  return {
    idle,
    async run(): Promise<number> {
      const [requests, written] = [await requestCount(), await memoryBytes(name)];
      resetPeak(worker.pid);
      const { id, startedAt, closedAt = '', unchanged, found, status } = await runOnce(name);
      idle.peakMiB = Math.max(idle.peakMiB, memoryOf(worker.pid).peakMiB - idleMiB);
      if (status !== 'completed' || found !== remembered || unchanged !== remembered) {
        throw new Error(`the run ended ${status}: ${unchanged} of ${found} are as they were, ${remembered} are known`);
      }
      const { events, bytes } = await historySize(temporal, id);
      idle.events = Math.max(idle.events, events);
      idle.writtenBytes = Math.max(idle.writtenBytes, bytes + (await memoryBytes(name)) - written);
      idle.payloadBytes = Math.max(idle.payloadBytes, await largestPayload(temporal, id));
      idle.requests += (await requestCount()) - requests;
      const seconds = (Date.parse(closedAt) - Date.parse(startedAt)) / 1000;
      idle.seconds.push(seconds);
      return seconds;
    },
  };
}

async function runOnce(name: string): Promise<SyncRun> {
  const { run: id = '' } = await syncs.trigger(name);
  await temporal.workflow.getHandle(id).result();
  return await syncs.run(id);
}

async function idleRuns(name: string, source: Pick<SyncDeclaration, 'source' | 'host'>): Promise<Idle> {
  const { idle, run } = await prepare(name, source);
  for (let round = 0; round < rounds; round += 1) await run();
  return idle;
}

/** The runs in turn with those of rclone, which compares the tree with a copy. */
async function besideRclone(source: Pick<SyncDeclaration, 'source' | 'host'>): Promise<[Idle, Row]> {
  const { idle, run } = await prepare('disk', source);
  let peakMiB = 0;
  const comparison: Comparison = await compare(rounds, run, async () => {
    const compared = await compareTrees(tree, twin);
    peakMiB = Math.max(peakMiB, compared.peakMiB);
    return compared.seconds;
  });
  const baselineName = `rclone sync --dry-run of the tree and a copy, ${peakMiB.toFixed(0)} MiB at its peak:`;
  return [idle, ratioRow(`${fileCount} files on a disk, idle run ÷ rclone`, comparison, { baselineName })];
}

function rowsOf(what: string, idle: Idle): Row[] {
  const { writerMiB, seconds, events, writtenBytes, payloadBytes, requests, peakMiB } = idle;
  const times = seconds.map((value) => value.toFixed(1)).join(', ');
  return [
    {
      name: `${what}: peak memory of the worker above idle`,
      value: peakMiB,
      unit: 'MiB',
      bar: { max: 150 },
      detail: `the most of ${seconds.length} idle runs, which took ${times} s; the first is the worker's first`,
    },
    {
      name: `${what}: memory of the worker that wrote what is remembered, above idle`,
      value: writerMiB,
      unit: 'MiB',
      detail: 'it has the workflows of the memory in its cache; no idle run needs them',
    },
    { name: `${what}: requests to the platform`, value: requests, unit: '', bar: { max: 0 }, detail: 'over all runs' },
    {
      name: `${what}: events of a run`,
      value: events,
      unit: '',
      bar: { max: 20 },
      detail: `the largest payload has ${(payloadBytes / 1024).toFixed(1)} KiB`,
    },
    {
      name: `${what}: written to Temporal by a run`,
      value: writtenBytes / 1024,
      unit: 'KiB',
      bar: { max: 128 },
      detail: 'its own history, and what the histories of its memory grew by',
    },
  ];
}

/** Requests that the platform has had. */
async function requestCount(): Promise<number> {
  const { endpoints } = await system.simulator.stats();
  return Object.values(endpoints).reduce((sum, { requests }) => sum + requests, 0);
}

/** Bytes of the histories of a sync's memory. */
async function memoryBytes(name: string): Promise<number> {
  const ids = [memoryWorkflowId(name)];
  const query = `WorkflowId STARTS_WITH '${rangeWorkflowId(name, '')}'`;
  for await (const { workflowId } of temporal.workflow.list({ query })) ids.push(workflowId);
  const sizes = await pLimit(8).map(ids, (id) => historySize(temporal, id));
  return sizes.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A tree of small files, and another of links to the same files. */
async function addTrees(): Promise<void> {
  for (let first = 0; first < fileCount; first += FILES_PER_FOLDER) {
    const folder = `project-${String(first / FILES_PER_FOLDER).padStart(4, '0')}`;
    await Promise.all([tree, twin].map((root) => mkdir(join(root, folder), { recursive: true })));
    const names = Array.from(
      { length: Math.min(FILES_PER_FOLDER, fileCount - first) },
      (_, at) => `storey-${first + at}.ifc`,
    );
    await pLimit(FILES_AT_ONCE).map(names, async (name) => {
      await writeFile(join(tree, folder, name), name);
      await link(join(tree, folder, name), join(twin, folder, name));
    });
  }
}

/** One line for each file, as a document server would list them: in no order of paths. */
function* manifestLines(): Generator<string> {
  // A step without a common divisor with most counts.
  const step = 7_919;
  for (let at = 0; at < lineCount; at += 1) {
    const number = (at * step) % lineCount;
    const path = `project-${number % 1_000}/building-${number % 77}/storey-${number}.ifc`;
    yield `${JSON.stringify({ path, size: 1_000 + number, version: `v${number % 9}` })}\n`;
  }
}
