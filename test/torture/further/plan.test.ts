import { describe, expect, it } from 'vitest';
import { GROUP_MAX_FILES } from '../../../contracts/policies.ts';
import { FAULT_KINDS } from '../../../lib/simulation/faults.ts';
import type { FurtherKind } from './kind.ts';
import { FURTHER_KINDS, FURTHER_NAMES } from './kinds.ts';
import { drawFurtherPlan } from './plan.ts';

describe.each(FURTHER_NAMES)('drawFurtherPlan of %s', (kind) => {
  const further: FurtherKind = FURTHER_KINDS[kind];
  const plans = Array.from({ length: 1_000 }, (_, seed) => drawFurtherPlan(seed, kind));
  const calls = Object.keys(further.calls);

  it('is decided by the seed alone', () => {
    expect(drawFurtherPlan(99, kind)).toEqual(drawFurtherPlan(99, kind));
    expect(drawFurtherPlan(99, kind)).not.toEqual(drawFurtherPlan(100, kind));
  });

  it('draws, over many seeds, every kind of fault on every call, and waits for every call', () => {
    const drawn = new Set(
      plans.flatMap(({ faults }) => faults.map((fault) => `${fault.kind} ${fault.match?.endpoint}`)),
    );
    const pairs = FAULT_KINDS.flatMap((fault) => calls.map((call) => `${fault} ${call}`));
    expect(pairs.filter((pair) => !drawn.has(pair))).toEqual([]);
    const gates = plans.flatMap((plan) => plan.gates);
    expect(new Set(gates.map(({ endpoint }) => endpoint))).toEqual(new Set(['source', ...calls]));
    const order = ['source', ...calls];
    for (const plan of plans) {
      const phases = plan.gates.map(({ endpoint }) => order.indexOf(endpoint));
      expect(phases).toEqual(phases.toSorted((a, b) => a - b));
    }
  });

  it('draws, over many seeds, every deed that it has, switches, and more files than a group has room for', () => {
    const deeds = plans.flatMap((plan) => plan.gates.map(({ deed }) => deed.to));
    expect(new Set(deeds)).toEqual(
      new Set(['worker', 'temporal', 'platform', 'freeze', 'source', 'sources', 'spool', 'ingestion']),
    );
    expect(plans.some(({ switches }) => switches.length > 0)).toBe(further.switches !== undefined);
    const ingestions = plans.flatMap((plan) => plan.ingestions);
    expect(ingestions.some(({ files }) => files.length > GROUP_MAX_FILES)).toBe(true);
  });

  it('gives files distinct names', () => {
    for (const { ingestions } of plans) {
      const names = ingestions.flatMap(({ files }) => files.map(({ name }) => name));
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
