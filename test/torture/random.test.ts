import { describe, expect, it } from 'vitest';
import { GROUP_MAX_FILES } from '../../contracts/policies.ts';
import { FAULT_KINDS, TOKEN_ENDS } from '../../lib/simulation/faults.ts';
import { ALTERATIONS } from './draw-fault.ts';
import { expectedRequests } from './expected.ts';
import { drawPlan } from './faults.ts';
import { ENDPOINTS, GATED_CALLS, HALF_CHARACTER, REFUSAL } from './plan.ts';
import { nameOf } from './planned-sync.ts';
import { SECRETS } from './processes.ts';
import { createRandom, seedOfRound } from './random.ts';
import { SOURCE_FAULT_KINDS, SOURCE_STATUSES } from './source-faults.ts';
import { PLACES } from './workload.ts';

describe('createRandom', () => {
  it('draws the same for the same seed, and something else for another', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => random.int(0, 1_000));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('goes on drawing what it drew when seeds were written down', () => {
    const random = createRandom(0);
    expect([0, 1, 2].map(() => random.int(0, 999_999))).toEqual([266_429, 329, 223_272]);
  });

  it('reaches both ends of a range and nothing beyond', () => {
    const random = createRandom(1);
    const drawn = new Set(Array.from({ length: 500 }, () => random.int(3, 6)));
    expect(drawn).toEqual(new Set([3, 4, 5, 6]));
    expect(random.int(5, 5)).toBe(5);
  });

  it('draws as often as the weights say, and never what weighs nothing', () => {
    const random = createRandom(2);
    const counts = { often: 0, seldom: 0, never: 0 };
    for (let draw = 0; draw < 4_000; draw += 1) counts[random.weighted({ often: 3, seldom: 1, never: 0 })] += 1;
    expect(counts.never).toBe(0);
    expect(counts.often / 4_000).toBeCloseTo(0.75, 1);
    expect(() => random.weighted({ never: 0 })).toThrow('nothing to draw from');
  });

  it('picks every entry sooner or later, and takes chances as they are', () => {
    const random = createRandom(3);
    expect(new Set(Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
    const hits = Array.from({ length: 4_000 }, () => random.chance(0.2)).filter(Boolean).length;
    expect(hits / 4_000).toBeCloseTo(0.2, 1);
  });
});

describe('seedOfRound', () => {
  it("makes a failing round's seed the first round of its own campaign", () => {
    expect(seedOfRound(4711, 0)).toBe(4711);
  });

  it('gives each round of each campaign another seed', () => {
    const seeds = [1, 2, 3].flatMap((campaign) =>
      Array.from({ length: 300 }, (_, round) => seedOfRound(campaign, round)),
    );
    expect(new Set(seeds).size).toBe(seeds.length);
  });
});

const SOURCE_CHANGES = ['replace', 'overwrite', 'append', 'truncate', 'touch', 'remove'];

describe('drawPlan', () => {
  it('is decided by the seed alone', () => {
    expect(drawPlan(99)).toEqual(drawPlan(99));
    expect(drawPlan(99)).not.toEqual(drawPlan(100));
  });

  const plans = Array.from({ length: 3_000 }, (_, seed) => drawPlan(seed));

  it('draws, over many seeds, every kind of fault on every call', () => {
    const faults = plans.flatMap((plan) => plan.faults);
    const drawn = new Set(faults.map(({ kind, match }) => `${kind} ${match?.endpoint}`));
    const pairs = FAULT_KINDS.flatMap((kind) => ENDPOINTS.map((endpoint) => `${kind} ${endpoint}`));
    expect(pairs.filter((pair) => !drawn.has(pair))).toEqual([]);
    expect(new Set(faults.flatMap(({ kinds }) => kinds ?? []))).toEqual(new Set(FAULT_KINDS));
    expect(new Set(faults.map(({ tokenEnd }) => tokenEnd))).toEqual(new Set([...TOKEN_ENDS, undefined]));
    expect(new Set(faults.map(({ htmlStatus }) => htmlStatus))).toEqual(new Set([200, 403, 404, 502, undefined]));
    expect(new Set(faults.map(({ alter }) => alter))).toEqual(new Set([...ALTERATIONS, undefined]));
    const refusals = faults.filter(({ kind }) => kind === 'refusal');
    expect(new Set(refusals.map(({ message, status }) => `${status} ${message ?? 'internal error'}`))).toEqual(
      new Set([
        '500 internal error',
        '200 internal error',
        ...[200, 400, 403, 404, 500].map((one) => `${one} ${REFUSAL}`),
      ]),
    );
    for (const detail of ['effect', 'headers'] as const) {
      expect(faults.some((fault) => fault[detail] !== undefined && fault[detail] !== false)).toBe(true);
    }
  });

  it('draws, over many seeds, every deed', () => {
    const deeds = plans.flatMap((plan) => plan.gates.map(({ deed }) => deed));
    const texts = new Set(
      deeds.map((deed) => {
        if (deed.to === 'source') return `source ${deed.how}`;
        if (deed.to === 'ingestion') return deed.call;
        if (deed.to === 'freeze') return `${deed.what} frozen`;
        if (deed.to === 'sources' || deed.to === 'spool') return deed.to;
        if (deed.to === 'sync' || deed.to === 'run') return deed.call;
        if (deed.to === 'sync file') return `sync file ${deed.how}`;
        return deed.to === 'worker' ? `worker ${deed.slot} ${deed.signal}` : `${deed.to} ${deed.signal}`;
      }),
    );
    const ends = ['SIGKILL', 'SIGTERM', 'SIGTERM twice'];
    expect(texts).toEqual(
      new Set([
        ...[0, 1, 'all'].flatMap((slot) => ends.map((end) => `worker ${slot} ${end}`)),
        ...['temporal', 'platform'].flatMap((to) => [`${to} SIGKILL`, `${to} SIGTERM`]),
        ...['worker', 'temporal', 'platform'].map((what) => `${what} frozen`),
        ...SOURCE_CHANGES.map((how) => `source ${how}`),
        ...['pause', 'resume', 'cancel', 'retry', 'start', 'start another'],
        ...['sources', 'spool', 'trigger', 'cancel run', 'cancel delivery', 'unmount'],
        ...[...SOURCE_CHANGES, 'add', 'rename'].map((how) => `sync file ${how}`),
      ]),
    );
  });

  it('draws, over many seeds, every switch and every kind of work', () => {
    expect(new Set(plans.flatMap((plan) => plan.tasks.map((task) => task.next)))).toEqual(
      new Set(['fail', 'lose', 'late']),
    );
    expect(new Set(plans.flatMap((plan) => plan.losses.map((loss) => loss.next)))).toEqual(
      new Set(['chunk', 'upload']),
    );
    const words = plans.flatMap((plan) => [
      ...plan.models.map((one) => one.errorMessage),
      ...plan.tasks.map((one) => one.message),
    ]);
    for (const part of [HALF_CHARACTER, ...Object.values(SECRETS)]) {
      expect(words.some((one) => one.includes(part))).toBe(true);
    }
    const unfit = plans.flatMap((plan) => plan.unfit);
    expect(new Set(unfit.map(({ endpoint, message }) => `${endpoint} ${message === REFUSAL}`)).size).toBe(4);
    expect(new Set(unfit.map(({ times }) => times))).toEqual(new Set([1, undefined]));
    for (const detail of ['autoMerge', 'needsSynchronous', 'mergeDelayMs'] as const) {
      expect(new Set(plans.map(({ behaviour }) => Boolean(behaviour[detail])))).toEqual(new Set([true, false]));
    }
    expect(new Set(plans.map(({ behaviour }) => behaviour.tokenLifetimeMs)).size).toBe(2);
    const ingestions = plans.flatMap((plan) => plan.ingestions);
    expect(new Set(ingestions.map(({ project }) => project))).toEqual(new Set(['new', 'given', 'taken']));
    expect(ingestions.some(({ files }) => files.length > 2 * GROUP_MAX_FILES)).toBe(true);
  });

  it('draws, over many seeds, every place of a source and every fault of its server', () => {
    const places = plans.flatMap((plan) => plan.ingestions.flatMap(({ files }) => files.map(({ place }) => place)));
    expect(new Set(places)).toEqual(new Set([...PLACES, undefined]));
    const faults = plans.flatMap((plan) => plan.sourceFaults);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(SOURCE_FAULT_KINDS));
    expect(new Set(faults.map(({ status }) => status))).toEqual(new Set([...SOURCE_STATUSES, undefined]));
    const gates = plans.flatMap((plan) => plan.gates).filter(({ endpoint }) => endpoint === 'source');
    expect(new Set(gates.map(({ hold }) => hold))).toEqual(new Set(['before', 'after']));
  });

  it('draws, over many seeds, syncs of folders and buckets, with names of their own', () => {
    const syncs = plans.flatMap((plan) => plan.syncs);
    expect(new Set(syncs.map(({ place }) => place))).toEqual(new Set(['folder', 'bucket']));
    expect(new Set(syncs.map(({ steps }) => steps.length))).toEqual(new Set([0, 1, 2]));
    for (const { files, steps } of syncs) {
      expect(new Set(files.map(nameOf)).size).toBe(files.length);
      expect(files[0]?.isThere).toBe(true);
      for (const { file, how } of steps.flat()) expect([file, how]).not.toEqual([0, 'remove']);
    }
  });

  it('waits for calls in the order in which they come, and for none that never come', () => {
    for (const plan of plans) {
      const expected = expectedRequests(plan);
      const phases = plan.gates.map(({ endpoint }) => GATED_CALLS.indexOf(endpoint));
      expect(phases).toEqual(phases.toSorted((a, b) => a - b));
      for (const { endpoint, after } of plan.gates) expect(after).toBeLessThan(expected[endpoint]);
    }
  });

  it('gives every plan three to fourteen disturbances, and files of distinct names', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const plan = drawPlan(seed);
      const count = [
        plan.gates,
        plan.faults,
        plan.models,
        plan.tasks,
        plan.losses,
        plan.unfit,
        plan.sourceFaults,
      ].flat().length;
      expect(count).toBeGreaterThanOrEqual(3);
      expect(count).toBeLessThanOrEqual(14);
      const names = plan.ingestions.flatMap((ingestion) => ingestion.files.map((file) => file.name));
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
