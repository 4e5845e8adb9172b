import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { IngestProgress } from '../../client/index.ts';
import { HEARTBEAT_TIMEOUT_MS } from '../../contracts/policies.ts';
import { smallIfc } from '../support/model-files.ts';
import type { CommandResult } from '../support/program.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

/** How long the calls are held on: longer than the heartbeat time-out of a step, which Temporal must not take for dead meanwhile. */
const HELD_MS = HEARTBEAT_TIMEOUT_MS + 1_500;
/** Held back until the fault is removed. */
const NEVER_MS = 3_600_000;

/** The call that a platform holds while the worker is stopped; each platform is named after it. */
const creates = ['createProject', 'createProjectGroup', 'createProjectFile'] as const;
const held = [...creates, 'convertModel', 'convertProcess'] as const;
type Held = (typeof held)[number];

let system: TestSystem;
let ended: CommandResult;
const results = new Map<Held, IngestProgress>();

/** One worker is stopped in order while each of the platforms holds a call of it; another one goes on. */
beforeAll(async () => {
  system = await startSystem({ further: Object.fromEntries(held.map((endpoint) => [endpoint, {}])) });
  const first = await system.worker();
  const model = await system.addModel('a.ifc', smallIfc(1));
  const ids = await Promise.all(held.map((endpoint) => startAndHold(endpoint, model)));
  [ended] = await Promise.all([first.stop(), system.startWorker(), letGo()]);
  for (const [position, endpoint] of held.entries()) {
    results.set(endpoint, await system.finish(ids[position] ?? ''));
  }
});

afterAll(() => system[Symbol.asyncDispose]());

/** What the platform counts of the call that it holds. */
async function countsOf(endpoint: Held) {
  return (await system.simulatorOf(endpoint).stats()).endpoints[endpoint];
}

async function startAndHold(endpoint: Held, model: string): Promise<string> {
  const fault = { match: { endpoint }, kind: 'delay', delayMs: NEVER_MS, times: 1 } as const;
  await system.simulatorOf(endpoint).fault({ ...fault, effect: endpoint === 'convertModel' });
  const id = await system.start(system.request([model], { platform: endpoint }));
  await vi.waitUntil(async () => (await countsOf(endpoint))?.faults['delay'] === 1, { timeout: 60_000, interval: 50 });
  return id;
}

async function letGo(): Promise<void> {
  await delay(HELD_MS);
  await Promise.all(held.map((endpoint) => system.simulatorOf(endpoint).clearFaults()));
}

describe('a worker that is stopped', () => {
  it('ends in order, and every ingestion is completed by the next one', () => {
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect([...results.values()].map(({ status }) => status)).toEqual(held.map(() => 'completed'));
  });

  it.each(creates)('lets %s end, which is called once then', async (endpoint) => {
    expect(await system.simulatorOf(endpoint).requests(endpoint)).toBe(1);
  });

  it('lets a submission end, of which there is one task then', async () => {
    expect((await system.simulatorOf('convertModel').state()).tasks).toHaveLength(1);
  });

  it('stops a look at a conversion at once', async () => {
    expect((await countsOf('convertProcess'))?.answered).toMatchObject({ none: 1 });
  });
});
