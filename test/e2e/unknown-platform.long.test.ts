import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { smallIfc } from '../support/model-files.ts';
import { type RunningCommand, startCommand } from '../support/program.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ further: { new: {}, begun: {} } });
});

afterAll(() => system[Symbol.asyncDispose]());

/** Starts a worker with the same configuration but for its platforms. */
async function startWorkerWith(platforms: Record<string, unknown>): Promise<RunningCommand> {
  const path = join(system.folder, 'other.yaml');
  await writeFile(path, stringify({ ...parse(await readFile(system.configPath, 'utf8')), platforms }));
  return startCommand(['worker', '--config', path]);
}

/** What an ingestion waits for whose worker has no such platform. */
function lackOf(platform: string): RegExp {
  return new RegExp(
    `this worker's configuration has no platform "${platform}" that it can use: add it and restart the worker`,
  );
}

it('an ingestion waits while its worker lacks the platform, a new one and one under way, until a worker knows it', async () => {
  const start = async (platform: string) => {
    const model = await system.addModel(`${platform}.ifc`, smallIfc(1));
    return { platform, id: await system.start(system.request([model], { platform })) };
  };
  const untilLacking = ({ platform, id }: { platform: string; id: string }) =>
    system.until(id, ({ waiting }) => lackOf(platform).test(waiting?.reason ?? ''));

  // One is under way, and comes to a worker without the platform at a later step.
  const worker = await system.worker();
  await system.simulatorOf('begun').fault({ match: { endpoint: 'convertModel' }, kind: 'status', status: 503 });
  const begun = await start('begun');
  await system.until(begun.id, ({ waiting, stage }) => waiting !== undefined && stage === 'convert');
  await worker.stop();
  // Another one has a platform that takes no files here, and a third one none of its name.
  await using without = await startWorkerWith({
    cq: { kind: 'persagy', baseUrl: 'http://127.0.0.1:1', username: 'u', password: 'p', appId: 'a' },
  });
  const [ofAnotherKind, unnamed] = await Promise.all([start('cq'), start('new')]);
  for (const one of [begun, unnamed]) expect(await untilLacking(one)).toMatchObject({ status: 'running' });
  expect((await system.modelrail('show', unnamed.id)).stdout).toMatch(lackOf('new'));
  expect(await system.finish(ofAnotherKind.id)).toMatchObject({
    status: 'failed',
    error: { type: 'InvalidRequest', message: expect.stringContaining('takes no files') },
  });

  await without.kill();
  await system.simulatorOf('begun').clearFaults();
  await system.startWorker();
  for (const { id } of [begun, unnamed]) expect(await system.finish(id)).toMatchObject({ status: 'completed' });
});
