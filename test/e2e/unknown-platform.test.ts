import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { createModelrail } from '../../client/index.ts';
import { smallIfc } from '../support/model-files.ts';
import { type RunningCommand, startCommand } from '../support/program.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let others: RunningCommand[];

beforeAll(async () => {
  system = await startSystem();
});

beforeEach(() => {
  others = [];
});

afterEach(async () => {
  await Promise.all(others.map((worker) => worker.kill()));
  await system.simulator.reset();
});

afterAll(() => system[Symbol.asyncDispose]());

/** Starts a worker with the same configuration but for its platforms. */
async function startWorkerWith(platforms: Record<string, unknown>): Promise<RunningCommand> {
  const path = join(system.folder, 'other.yaml');
  await writeFile(path, stringify({ ...parse(await readFile(system.configPath, 'utf8')), platforms }));
  const worker = await startCommand(['worker', '--config', path]);
  others.push(worker);
  return worker;
}

const LACKS = /this worker's configuration has no platform "cq" that it can use: add it and restart the worker/;

describe('a worker whose configuration lacks the platform', () => {
  it.each<[string, Record<string, unknown>]>([
    ['has none', {}],
    ['has one of another kind under its name', { cq: { kind: 'persagy', baseUrl: 'http://127.0.0.1:1' } }],
  ])('and %s lets a new ingestion wait, until a worker knows it', async (_what, platforms) => {
    await Promise.all(system.workers.map((worker) => worker.kill()));
    const without = await startWorkerWith(platforms);
    const id = await system.start(system.request([await system.addModel('house.ifc', smallIfc(1))]));
    const { waiting, status } = await system.until(id, (progress) => progress.waiting !== undefined);
    expect({ waiting, status }).toMatchObject({ status: 'running', waiting: { reason: expect.stringMatching(LACKS) } });
    const shown = await system.modelrail('show', id);
    expect(shown.stdout).toMatch(LACKS);

    await without.kill();
    await system.startWorker();
    await system.client.retry(id);
    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  });

  it('lets a running ingestion wait at the step that it takes', async () => {
    const worker = await system.worker();
    await system.simulator.fault({ match: { endpoint: 'convertModel' }, kind: 'status', status: 503 });
    const id = await system.start(system.request([await system.addModel('house.ifc', smallIfc(1))]));
    await system.until(id, ({ waiting, stage }) => waiting !== undefined && stage === 'convert');
    await worker.stop();
    const without = await startWorkerWith({});
    await system.client.retry(id);
    await system.until(id, ({ waiting }) => LACKS.test(waiting?.reason ?? ''));

    await without.kill();
    await system.simulator.clearFaults();
    await system.startWorker();
    await system.client.retry(id);
    expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  });
});

describe('a name that the own configuration lacks is refused', () => {
  it('by the command line', async () => {
    const model = await system.addModel('house.ifc', smallIfc(1));
    const { code, stderr } = await system.modelrail('ingest', model, '--platform', 'cp', '--project-id', 'p');
    expect(code).toBe(2);
    expect(stderr).toContain('platform "cp" is not configured');
  });

  it('by the library, where it was given the names', async () => {
    const options = { address: temporalAddress(), taskQueue: system.taskQueue, platforms: ['cq', 'other'] };
    await using client = await createModelrail(options);
    const request = system.request(['/models/house.ifc'], { platform: 'cp' });
    await expect(client.ingest(request)).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: 'platform "cp" is not configured (there are cq, other)',
    });
  });
});
