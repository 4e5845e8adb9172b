/**
 * Records `test/histories/<version>/`: runs of the built program against simulated platforms, one for each way a run can go.
 * To be run once for each version before it is published, and when a way is added. What is there is never overwritten:
 * workers of that version may be in the middle of such runs. Without names it records what is missing.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { MEMORY_QUERY, type MemoryState, memoryWorkflowId, rangeWorkflowId } from '../contracts/sync/memory.ts';
import { findTemporal } from '../lib/temporal-server/find.ts';
import { startTemporalServer } from '../lib/temporal-server/start.ts';
import { longTags, pseudoRandomBytes, smallIfc } from '../test/support/model-files.ts';
import { startSystem, type TestSystem, type TestSystemOptions } from '../test/support/system.ts';
import { ATTACHMENTS, cancelDirect, RETRIED_ATTACHMENTS, retryAttachments } from './attachment-histories.ts';
import {
  callByName,
  DIRECTORY,
  MIRRORED,
  mirrorProjects,
  PROVISIONED,
  provisionAndRollBack,
  upgrade,
} from './directory-histories.ts';
import { callBackDrawing, DRAWINGS, retryDrawings } from './drawing-histories.ts';
import { LESSONS, pauseLesson, RETRIED_LESSONS, retryLessons } from './lesson-histories.ts';
import { withTargets } from './notify-histories.ts';
import { cancelWaiting, goBack, noteWait } from './wait-histories.ts';

const CHUNK = 64 * 1024;
/** Names of the scenarios to record. Without any: those of which a history is missing. */
const wanted = new Set(process.argv.slice(2));
const known = new Set<string>();
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const folder = fileURLToPath(new URL(`../test/histories/${version}/`, import.meta.url));
await mkdir(folder, { recursive: true });
await using server = await startTemporalServer({
  binary: await findTemporal({ env: process.env, log: console.error }),
});
const connection = await Connection.connect({ address: server.address });
const temporal = new Client({ connection });

/**
 * Plays one scenario with a system and a worker of its own, and keeps the history of the run it answers. `more`: names of
 * the histories that it keeps by itself.
 */
async function record(
  name: string,
  scenario: (system: TestSystem) => Promise<string>,
  { more = [], ...options }: TestSystemOptions & { more?: readonly string[] } = {},
): Promise<void> {
  known.add(name);
  if (wanted.size > 0 && !wanted.has(name)) return;
  if ([name, ...more].every(isRecorded)) {
    if (wanted.has(name)) throw new Error(`${fileOf(name)} is there, and is never overwritten`);
    return;
  }
  await using system = await startSystem({
    platform: { upload: { chunkSize: '64KiB' }, convert: { pollInterval: '100ms', visibleWithin: '300ms' } },
    ...options,
    temporalAddress: server.address,
  });
  await system.startWorker();
  const id = await scenario(system);
  await keep(name, id);
}

function fileOf(name: string): string {
  return `${folder}${name}.json.gz`;
}

function isRecorded(name: string): boolean {
  return existsSync(fileOf(name));
}

async function keep(name: string, id: string): Promise<void> {
  if (isRecorded(name)) return;
  const history = await temporal.workflow.getHandle(id).fetchHistory();
  // Stack traces tell of the machine that recorded, and replay does not look at them.
  const text = historyToJSON(history).replace(/"stackTrace": "(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');
  await writeFile(fileOf(name), gzipSync(`${text}\n`), { flag: 'wx' });
  console.log(`${name}: ${history.events?.length} events`);
}

async function ingest(system: TestSystem, names: readonly string[], more = {}): Promise<string> {
  const sources = await Promise.all(names.map((name, index) => system.addModel(name, smallIfc(index))));
  const id = await system.start(system.request(sources, more));
  await system.finish(id);
  return id;
}

/** Starts an ingestion whose transfer is slow; answers its id once it sends. */
async function startSlow(system: TestSystem): Promise<string> {
  await system.simulator.fault({ match: { endpoint: 'upload' }, kind: 'delay', delayMs: 100 });
  const id = await system.start(system.request([await system.addModel('a.rvt', pseudoRandomBytes(60 * CHUNK, 1))]));
  await system.until(id, (progress) => (progress.files[0]?.upload.sent ?? 0) > 3);
  return id;
}

/** Makes a run of a sync; answers its id when it has ended. */
async function finishRun(system: TestSystem, name: string): Promise<string> {
  const { run = '' } = await system.client.syncs.trigger(name);
  await temporal.workflow.getHandle(run).result();
  return run;
}

const twoModels = ['1.ifc', '2.ifc'];
const failSecond = (system: TestSystem) =>
  system.simulator.failModel({ name: '2.ifc', errorMessage: 'ParseModelError' });

await record('completed', (system) => ingest(system, twoModels));
await record('dry-run', (system) => ingest(system, twoModels, { options: { dryRun: true } }));
await record('invalid-request', (system) => ingest(system, twoModels, { project: { id: 'p', name: 'both' } }));
await record('synchronised', (system) => ingest(system, twoModels), {
  simulator: { needsSynchronous: true, mergeDelayMs: 500 },
});
await record('partial', async (system) => {
  await failSecond(system);
  return ingest(system, twoModels);
});
await record('retried', async (system) => {
  await failSecond(system);
  const id = await ingest(system, twoModels);
  await fetch(`${system.platformUrl}/_sim/models`, { method: 'DELETE' });
  await system.client.retry(id);
  await system.finish(id);
  return id;
});
await record('failed', async (system) => {
  await system.simulator.nextTask({ next: 'fail', message: 'failed' });
  return ingest(system, twoModels);
});
await record('lost-task', async (system) => {
  await system.simulator.nextTask({ next: 'lose' });
  return ingest(system, twoModels);
});
await record('waited', async (system) => {
  await system.simulator.fault({ match: { endpoint: 'convertModel' }, kind: 'status', status: 503, times: 3 });
  return ingest(system, twoModels);
});
await record('duplicates', async (system) => {
  const sources = await Promise.all(['a.ifc', 'b.ifc'].map((name) => system.addModel(name, smallIfc(1))));
  const id = await system.start(system.request(sources));
  await system.finish(id);
  return id;
});
// A copy, a name without an extension, and files that one of the two calls does not take.
await record('divided', async (system) => {
  await mkdir(`${system.models}/copy`);
  await system.simulator.unfit({ name: 'b.ifc' });
  await system.simulator.unfit({ name: 'd.ifc', endpoint: 'createProjectFile' });
  const names = ['a.ifc', 'b.ifc', 'c.ifc', 'd.ifc', 'house'];
  const sources = await Promise.all(names.map((name, index) => system.addModel(name, smallIfc(index))));
  const copy = await system.addModel('copy/a.ifc', smallIfc(0));
  const id = await system.start(system.request([...sources, copy]));
  await system.finish(id);
  return id;
});
await record('cancelled', async (system) => {
  const id = await startSlow(system);
  await system.client.cancel(id);
  await system.finish(id);
  return id;
});
await record('paused', async (system) => {
  const id = await startSlow(system);
  await system.client.pause(id);
  await system.until(id, (progress) => progress.status === 'paused');
  await system.simulator.clearFaults();
  await system.client.resume(id);
  await system.finish(id);
  return id;
});
await record('killed-worker', async (system) => {
  const second = await system.startWorker();
  const id = await startSlow(system);
  await Promise.all(system.workers.map((worker) => worker.kill()));
  await second.closed;
  await system.simulator.clearFaults();
  await system.startWorker();
  await system.finish(id);
  return id;
});
/** More tags than one run may carry: as many slices as files. */
const manyTags = longTags(200_000);
await record(
  'sliced',
  async (system) => {
    await failSecond(system);
    const sources = await Promise.all(twoModels.map((name, index) => system.addModel(name, smallIfc(index))));
    const request = system.request(sources);
    const id = await system.start({ ...request, files: request.files.map((file) => ({ ...file, tags: manyTags })) });
    await system.finish(id);
    await keep('slice', `${id}/files-1-1`);
    await keep('slice-failed', `${id}/files-2-2`);
    return id;
  },
  { more: ['slice', 'slice-failed'] },
);
await record(
  'sync-run',
  async (system) => {
    const folder = join(system.models, 'folder');
    await mkdir(folder);
    const seed = await ingest(system, ['seed.ifc']);
    const { projectId } = await system.client.get(seed);
    await writeFile(join(folder, '1.ifc'), smallIfc(1));
    await writeFile(join(folder, '2.ifc'), smallIfc(2));
    const request = { platform: 'cq', project: projectId === undefined ? {} : { id: projectId } };
    await system.client.syncs.create('folder', { source: folder, host: 'test-host', every: '1h', ...request });
    await finishRun(system, 'folder');
    await rm(join(folder, '2.ifc'));
    await writeFile(join(folder, '1.ifc'), smallIfc(3));
    const second = await finishRun(system, 'folder');
    await keep('sync-memory', memoryWorkflowId('folder'));
    const { ranges } = await temporal.workflow.getHandle(memoryWorkflowId('folder')).query<MemoryState>(MEMORY_QUERY);
    await keep('sync-range', rangeWorkflowId('folder', ranges[0]?.id ?? ''));
    await system.client.syncs.delete('folder');
    return second;
  },
  { more: ['sync-memory', 'sync-range'] },
);
await record('waits-noted', noteWait);
await record('waits-cancelled', cancelWaiting);
await record('went-back', goBack);
await record('drawings', retryDrawings, DRAWINGS);
await record('drawings-called', callBackDrawing, DRAWINGS);
await record('lessons-retried', (system) => retryLessons(system, (id) => keep('lessons', id)), RETRIED_LESSONS);
await record('lessons-paused', pauseLesson, LESSONS);
await record(
  'attachments-retried',
  (system) => retryAttachments(system, (id) => keep('attachments', id)),
  RETRIED_ATTACHMENTS,
);
await record('attachments-cancelled', cancelDirect, ATTACHMENTS);
await record('rolled-back', (system) => provisionAndRollBack(system, keep), PROVISIONED);
await record('upgraded', upgrade, DIRECTORY);
await record('called', callByName, DIRECTORY);
await record('mirrored', (system) => mirrorProjects(system, keep), MIRRORED);
await withTargets((notify, scenario) => record('notified', scenario, { notify }));
const unknown = [...wanted].filter((name) => !known.has(name));
if (unknown.length > 0) {
  console.error(`no scenario "${unknown.join('", "')}" (there are ${[...known].join(', ')})`);
  process.exitCode = 2;
}
await connection.close();
