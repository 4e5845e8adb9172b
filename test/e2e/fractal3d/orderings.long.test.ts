import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestProgress } from '../../../client/index.ts';
import { findFreePort } from '../../../lib/temporal-server/port.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { smallIfc } from '../../support/model-files.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';

/** Not answered until the fault is removed. */
const NEVER_MS = 3_600_000;

/** What can happen to a conversion, in any order. */
const EVENTS = {
  /** The platform answers the call that asked for it. */
  answer: (platform: PlatformControl) => platform.call('DELETE', 'faults/answer'),
  /** The platform calls back, whatever is true. */
  call: async (platform: PlatformControl) => {
    const latest = (await jobsOf(platform)).at(-1);
    const { status } = await platform.call<{ status: number }>('POST', `webhooks/${latest?.id}`);
    expect(status).toBe(204);
  },
  /** From now on a look finds that it has ended. */
  end: async (platform: PlatformControl) => {
    await platform.call('DELETE', 'jobs');
    for (const { id } of await jobsOf(platform)) await platform.call('PATCH', `jobs/${id}`, { ended: true });
  },
} as const;

type EventName = keyof typeof EVENTS;

interface Job {
  id: string;
  status: string;
}

async function jobsOf(platform: PlatformControl): Promise<Job[]> {
  return (await platform.state<{ jobs: Job[] }>()).jobs;
}

/** One run, and in which order what happens to it. The kill is that of all runs. */
interface Case {
  name: string;
  platform: string;
  before: EventName[];
  after: EventName[];
  id: string;
  result?: IngestProgress;
  jobs: Job[];
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}

const ORDERS = permutations(Object.keys(EVENTS) as EventName[]); // as: the keys of this very object

/** All orders of the four, by the place of the kill. */
function casesOf(prefix: string, isWanted: (order: readonly EventName[]) => boolean): Case[][] {
  return [0, 1, 2, 3].map((place) =>
    ORDERS.filter(isWanted).map((order): Case => {
      const before = order.slice(0, place);
      const after = order.slice(place);
      const name = [...before, 'SIGKILL', ...after].join(', ');
      return { name, platform: `${prefix}-${name.replaceAll(', ', '-')}`, before, after, id: '', jobs: [] };
    }),
  );
}

/** Looked at again and again, whatever the platform calls. */
const polled = casesOf('polled', () => true);
/** Not looked at in the time of this test: a call that comes when it is true has to be enough. */
const called = casesOf('called', (order) => order.indexOf('end') < order.indexOf('call'));

let system: TestSystem;
let gateway: TestGateway;

beforeAll(async () => {
  const all = (waves: Case[][], pollInterval: string) =>
    waves.flat().map(({ platform }) => [
      platform,
      {
        kind: 'fractal3d' as const,
        // What is begun after it was told to end has ended at once.
        simulator: { webhooks: 'never', conversionMs: 0 },
        settings: { convert: { pollInterval }, timeouts: { connect: '10s', request: '10m' } },
      },
    ]);
  const port = await findFreePort();
  system = await startSystem({
    gateway: { port },
    further: Object.fromEntries([...all(polled, '300ms'), ...all(called, '30m')]),
  });
  gateway = await startGateway(system, { port, tokens: [] });
  await system.worker();
  for (let wave = 0; wave < polled.length; wave += 1) await play([...(polled[wave] ?? []), ...(called[wave] ?? [])]);
}, 600_000);
afterAll(async () => {
  await gateway?.stop();
  await system?.[Symbol.asyncDispose]();
});

/** Runs that have their kill at the same place, side by side. */
async function play(cases: readonly Case[]): Promise<void> {
  await Promise.all(cases.map(begin));
  for (const one of cases) await happen(one, one.before);
  await (await system.worker()).kill();
  await system.worker();
  for (const one of cases) await happen(one, one.after);
  await Promise.all(
    cases.map(async (one) => {
      one.result = await system.finish(one.id);
      one.jobs = await jobsOf(controlOf(one));
    }),
  );
}

const controlOf = ({ platform }: Case) => platformControl(system.platformUrlOf(platform));

/** Up to where its conversion is begun, and not answered. */
async function begin(one: Case): Promise<void> {
  const platform = controlOf(one);
  await platform.call('POST', 'jobs', { held: true });
  const hold = { id: 'answer', kind: 'delay' as const, delayMs: NEVER_MS, effect: true };
  await platform.fault({ match: { endpoint: 'convert' }, ...hold });
  const path = await system.addModel(`${one.platform}.ifc`, smallIfc(one.platform.length));
  one.id = await system.start({ platform: one.platform, files: system.request([path]).files });
  await platform.untilFault();
}

async function happen(one: Case, events: readonly EventName[]): Promise<void> {
  for (const event of events) await EVENTS[event](controlOf(one));
}

describe.each([
  ['looked at again and again', polled, 24],
  ['not looked at: the call is enough', called, 12],
] as const)('a conversion that is %s', (_, waves, count) => {
  it('is tried in every order', () => {
    expect(new Set(waves.flat().map(({ name }) => name)).size).toBe(count);
  });

  it.each(waves.flat())('$name', ({ result, jobs }) => {
    expect(result).toMatchObject({ status: 'completed', files: [{ status: 'converted' }] });
    const transactionId = result?.files[0]?.remote?.['transactionId'];
    expect(jobs.find(({ id }) => id === transactionId)?.status).toBe('Succeeded');
    // What was asked for twice is told.
    expect((result?.files[0]?.notes ?? []).length).toBe(jobs.length > 1 ? 1 : 0);
  });
});
