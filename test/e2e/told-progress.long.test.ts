import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IngestProgress } from '../../client/index.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
});

afterAll(() => system[Symbol.asyncDispose]());

/** The JSON lines that a command printed. */
function linesOf(stdout: string): IngestProgress[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as IngestProgress); // as: it is what is tested
}

test('`ingest --events` prints each state as a line of JSON and the result last, and so does `watch --events`', async () => {
  const code = randomUUID();
  const flags = ['--platform', 'cq', '--project-name', 'House', '--project-code', code, '--area-code', '500103'];
  const model = await system.addModel('told.ifc', smallIfc(4711));
  const ingested = await system.modelrail(
    'ingest',
    model,
    ...flags,
    '--type',
    '10',
    '--stage',
    '1',
    '--group',
    'told',
    '--events',
  );
  expect(ingested.code).toBe(0);
  const told = linesOf(ingested.stdout);
  expect(told.length).toBeGreaterThan(1);
  // How it ends is known before its run is closed.
  expect(told[0]).toMatchObject({ status: 'running' });
  expect(told.slice(0, -1).every(({ closedAt }) => closedAt === undefined)).toBe(true);
  const id = told[0]?.id ?? '';
  expect(told.at(-1)).toEqual(await system.client.get(id));

  const watched = await system.modelrail('watch', id, '--events');
  expect([watched.code, linesOf(watched.stdout)]).toEqual([0, [told.at(-1)]]);
  const whole = await system.modelrail('watch', id, '--json');
  expect(JSON.parse(whole.stdout)).toEqual(told.at(-1));
  const unknown = await system.modelrail('watch', 'no-such-ingestion', '--events');
  expect([unknown.code, linesOf(unknown.stdout)]).toMatchObject([2, [{ error: { type: 'NotFound' } }]]);
  const { stderr } = await system.modelrail('watch', 'no-such-ingestion');
  expect(stderr).toBe(
    'error: no ingestion no-such-ingestion in Temporal: `modelrail list` shows those that there are\n',
  );
});

test('a platform that does not answer is told since when, and no more once it answers', async () => {
  await system.simulator.fault({ match: { endpoint: 'uploadFileStatus' }, kind: 'hang', times: 1 });
  const id = await system.start(system.request([await system.addModel('silent.ifc', smallIfc(4712))]));
  const silent = await system.until(id, ({ silentSince }) => silentSince !== undefined);
  expect(silent).toMatchObject({ status: 'running', silentSince: expect.stringMatching(/Z$/) });
  expect(silent.waiting).toBeUndefined();
  expect(Date.parse(silent.silentSince ?? '')).toBeGreaterThanOrEqual(Date.parse(silent.startedAt));
  await system.client.cancel(id);
  expect(await system.finish(id)).not.toHaveProperty('silentSince');
});
