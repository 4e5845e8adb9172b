import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestRequest } from '../../client/index.ts';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { runCommand } from '../support/program.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

let system: TestSystem;
let gateway: TestGateway;
let model: string;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  gateway = await startGateway(system);
  model = await system.addModel('house.ifc', smallIfc(1));
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

const TOO_LONG: readonly [string, () => IngestRequest, string][] = [
  [
    'a project id of 3,000 characters',
    () => system.request([model], { project: { id: 'p'.repeat(3_000) } }),
    'project.id has more than 200 characters',
  ],
  [
    'a host of 2,000 characters',
    () => ({ ...system.request([]), files: [{ source: model, host: 'h'.repeat(2_000) }] }),
    'files[0].host has more than 255 characters',
  ],
];

describe('a field over its limit is refused at once', () => {
  it.each(TOO_LONG)('in a run of any Temporal client: %s', async (_what, request, words) => {
    const workflowId = `t-${randomUUID()}`;
    await withTemporalClient((client) =>
      client.workflow.start(INGEST_WORKFLOW, { workflowId, taskQueue: system.taskQueue, args: [request()] }),
    );
    const { error } = await system.finish(workflowId);
    expect(error).toEqual({ type: 'InvalidRequest', message: words });
  });

  it.each(TOO_LONG)('by the gateway: %s', async (_what, request, words) => {
    const answer = await gateway.call('/v1/ingestions', { body: request() });
    expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining(words) } });
  });

  it.each(TOO_LONG)('by the command line: %s', async (_what, request, words) => {
    const path = join(system.folder, 'request.json');
    await writeFile(path, JSON.stringify(request()));
    const { code, stderr } = await system.modelrail('ingest', '--request', path);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

it('the longest project id that is taken is taken', async () => {
  const { code, stderr } = await system.modelrail(
    ...['ingest', model, '--platform', 'cq', '--dry-run', '--project-id', '桥'.repeat(200)],
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
});

it('a file with as many tags as it may have is delivered with them', async () => {
  const tags = Array.from({ length: 500 }, (_, number) => `tag-${number}`);
  const request = system.request([]);
  const source = await system.addModel('tagged.ifc', smallIfc(2));
  const id = await system.start({ ...request, files: [{ source, host: 'test-host', tags }] });
  expect(await system.finish(id)).toMatchObject({ status: 'completed' });
});

it.each(['request', 'configuration'])('a %s with a circle of aliases is no valid one', async (what) => {
  const path = join(system.folder, 'circle.yaml');
  await writeFile(path, 'platform: cq\nproject: &p\n  id: *p\n');
  const { code, stderr } =
    what === 'request'
      ? await system.modelrail('ingest', '--request', path)
      : await runCommand(['list', '--config', path]);
  expect(code).toBe(2);
  expect(stderr).toContain('an alias stands inside of its own anchor');
});
