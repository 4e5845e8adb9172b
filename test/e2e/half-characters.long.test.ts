import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestRequest } from '../../client/index.ts';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import { startGateway } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

/** Half a surrogate pair. */
const HALF = '\ud83d';

let system: TestSystem;
let model: string;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  model = await system.addModel('house.ifc', smallIfc(1));
});

afterAll(() => system[Symbol.asyncDispose]());

/** A worker that ends is not started again here: what it should do next never comes. */
async function expectWorkerAlive(): Promise<void> {
  await system.simulator.reset();
  expect(await system.finish(await system.start(system.request([model])))).toMatchObject({ status: 'completed' });
}

/** Starts a run as a client in another language may do, without any of our checks. */
async function startRaw(request: unknown): Promise<string> {
  const workflowId = `t-${randomUUID()}`;
  await withTemporalClient((client) =>
    client.workflow.start(INGEST_WORKFLOW, { workflowId, taskQueue: system.taskQueue, args: [request] }),
  );
  return workflowId;
}

function withFile(change: Partial<IngestRequest['files'][number]>): IngestRequest {
  const request = system.request([model]);
  return { ...request, files: request.files.map((file) => ({ ...file, ...change })) };
}

const REQUESTS: readonly [string, () => IngestRequest, string][] = [
  ['a host', () => withFile({ host: `${HALF}pc` }), 'files[0].host has half a character'],
  ['a name', () => withFile({ name: `${HALF}.ifc` }), 'files[0].name has half a character'],
  ['a source', () => withFile({ source: `${model}${HALF}` }), 'files[0].source has half a character'],
  ['a tag', () => withFile({ tags: ['a', `b${HALF}`] }), 'files[0].tags[1] has half a character'],
  ['a project', () => system.request([model], { project: { id: HALF } }), 'project.id has half a character'],
  ['a group', () => system.request([model], { group: { name: HALF } }), 'group.name has half a character'],
  ['a platform', () => system.request([model], { platform: HALF }), 'platform has half a character'],
  ['an unknown key', () => ({ ...system.request([model]), [HALF]: 1 }), '\ufffd has half a character'],
];

describe('half a character in a request', () => {
  it.each(REQUESTS)('of any Temporal client: %s ends it as InvalidRequest', async (_where, request, words) => {
    const ended = await system.finish(await startRaw(request()));
    expect(ended).toMatchObject({ status: 'failed', error: { type: 'InvalidRequest' } });
    expect(ended.error?.message).toContain(words);
    await expectWorkerAlive();
  });

  it('is refused by the library', async () => {
    await expect(system.start(withFile({ host: `${HALF}pc` }))).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: expect.stringContaining('files[0].host has half a character'),
    });
  });

  it('is refused by the command line with exit 2', async () => {
    const path = join(system.folder, 'request.json');
    await writeFile(path, JSON.stringify(withFile({ name: `${HALF}.ifc` })));
    const { code, stderr } = await system.modelrail('ingest', '--request', path);
    expect(code).toBe(2);
    expect(stderr).toContain('files[0].name has half a character');
  });

  it('is refused by the gateway with 422', async () => {
    await using gateway = await startGateway(system);
    const answer = await gateway.call('/v1/ingestions', { body: withFile({ tags: [HALF] }) });
    expect(answer).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('files[0].tags[0] has half') },
    });
    await gateway.stop();
  });
});

describe('half a character from the platform', () => {
  it('in the error of a model fails that model, and no worker', async () => {
    await system.simulator.failModel({ name: 'house.ifc', errorMessage: `Parse${HALF}Error` });
    const ended = await system.finish(await system.start(system.request([model])));
    expect(ended.files[0]?.error).toEqual({
      type: 'ConversionFailed',
      message: expect.stringContaining('Parse\ufffdError'),
    });
    await expectWorkerAlive();
  });

  it('in the message of a task fails its models, and no worker', async () => {
    await system.simulator.nextTask({ next: 'fail', message: `转换${HALF}失败` });
    const ended = await system.finish(await system.start(system.request([model])));
    expect(ended.error).toMatchObject({ type: 'ConversionFailed', message: expect.stringContaining('转换\ufffd失败') });
    await expectWorkerAlive();
  });
});
