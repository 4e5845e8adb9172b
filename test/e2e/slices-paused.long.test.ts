import { afterAll, beforeAll, expect, it } from 'vitest';
import { SLICE_REPORT_SIGNAL } from '../../contracts/names.ts';
import type { SliceReport } from '../../contracts/slices.ts';
import { longTags, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

/** So much that there is a slice for each of three files. */
const LONG_TAGS = longTags(150 * 1024);
let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ platform: { convert: { pollInterval: '100ms' } }, simulator: { conversionMs: 60_000 } });
  await system.hostedWorker();
});

afterAll(() => system[Symbol.asyncDispose]());

/** What a slice says that was about to ask for the project when the ingestion was paused. */
function asksForProject(from: number): SliceReport {
  const summary = { status: 'running', stage: 'register', percent: 90, files: 1, delivered: 0, failed: 0 } as const;
  return { from, summary, hashes: [], awaitsRegistration: true };
}

it('an ingestion that is cancelled while it is paused ends, also when a slice asks for the project, and makes none', async () => {
  const sources = await Promise.all([0, 1, 2].map((n) => system.addModel(`${n}.ifc`, smallIfc(n))));
  const request = system.request(sources);
  const id = await system.start({ ...request, files: request.files.map((file) => ({ ...file, tags: LONG_TAGS })) });
  await system.until(id, ({ stage }) => stage === 'convert');
  await system.client.pause(id);
  await system.until(id, ({ status }) => status === 'paused');
  await withTemporalClient((client) => client.workflow.getHandle(id).signal(SLICE_REPORT_SIGNAL, asksForProject(0)));
  await system.client.cancel(id);

  expect(await system.finish(id)).toMatchObject({ status: 'cancelled' });
  expect(await system.simulator.state()).toMatchObject({ projects: [], groups: [] });
});
