import { describe, expect, it } from 'vitest';
import { drawPlan } from './faults.ts';
import { createRandom, seedOfRound } from './random.ts';

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

describe('drawPlan', () => {
  it('is decided by the seed alone', () => {
    expect(drawPlan(99)).toEqual(drawPlan(99));
    expect(drawPlan(99)).not.toEqual(drawPlan(100));
  });

  it('draws, over many seeds, every kind of disturbance', () => {
    const plans = Array.from({ length: 400 }, (_, seed) => drawPlan(seed));
    const deeds = plans.flatMap((plan) => plan.gates.map((gate) => gate.deed));
    expect(new Set(deeds.map((deed) => deed.to))).toEqual(
      new Set(['worker', 'temporal', 'platform', 'source', 'ingestion']),
    );
    const faults = plans.flatMap((plan) => plan.faults);
    expect(new Set(faults.map((fault) => fault.kind)).size).toBe(8);
    expect(new Set(faults.map((fault) => fault.match?.endpoint)).size).toBe(9);
    expect(new Set(plans.flatMap((plan) => plan.tasks.map((task) => task.next)))).toEqual(new Set(['fail', 'lose']));
    expect(plans.some((plan) => plan.models.length > 0)).toBe(true);
  });

  it('gives every plan three to eight disturbances, and files of distinct names', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const plan = drawPlan(seed);
      const count = plan.gates.length + plan.faults.length + plan.models.length + plan.tasks.length;
      expect(count).toBeGreaterThanOrEqual(3);
      expect(count).toBeLessThanOrEqual(8);
      const names = plan.ingestions.flatMap((ingestion) => ingestion.files.map((file) => file.name));
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
