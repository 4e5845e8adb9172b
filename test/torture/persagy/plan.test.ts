import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../../lib/simulation/faults.ts';
import { planSchema } from '../../../platforms/persagy/plan.ts';
import { expectedCalls } from './calls.ts';
import { CHANGES, changed } from './changes.ts';
import { customerOf } from './customer.ts';
import { drawProvisionPlan } from './plan.ts';
import { linksOf, nameOf, thingsOf } from './things.ts';

const plans = Array.from({ length: 1_000 }, (_, seed) => drawProvisionPlan(seed));

describe('drawProvisionPlan', () => {
  it('is decided by the seed alone', () => {
    expect(drawProvisionPlan(99)).toEqual(drawProvisionPlan(99));
    expect(drawProvisionPlan(99)).not.toEqual(drawProvisionPlan(100));
  });

  it('draws, over many seeds, every kind of fault, every deed, every step and every change', () => {
    const faults = plans.flatMap((plan) => plan.faults);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
    const deeds = plans.flatMap(({ gates }) => gates.map(({ deed }) => (deed.to === 'run' ? deed.call : deed.to)));
    expect(new Set(deeds)).toEqual(new Set(['worker', 'temporal', 'platform', 'freeze', 'cancel', 'start another']));
    const steps = plans.flatMap((plan) => plan.steps);
    expect(new Set(steps.map(({ what }) => what))).toEqual(new Set(['provision', 'change', 'roll back']));
    const changes = steps.flatMap((step) => (step.what === 'change' ? step.changes : []));
    expect(new Set(changes.map(({ how }) => how))).toEqual(new Set(CHANGES));
  });

  it('waits for calls in the order in which they come, and disturbs every call', () => {
    for (const { customer, gates } of plans) {
      const order = Object.keys(expectedCalls(customer));
      const phases = gates.map(({ endpoint }) => order.indexOf(endpoint));
      expect(phases).toEqual(phases.toSorted((a, b) => a - b));
    }
    const [first] = plans;
    const calls = first === undefined ? [] : Object.keys(expectedCalls(first.customer));
    const befallen = new Set(plans.flatMap(({ faults }) => faults.map(({ match }) => match?.endpoint)));
    expect(calls.filter((call) => !befallen.has(call))).toEqual([]);
  });
});

describe('a customer', () => {
  const customers = plans.slice(0, 200).map(({ customer }) => customerOf(customer));

  it('is a plan that the product takes, with each thing and each link once, before its changes and after', () => {
    const changes = CHANGES.flatMap((how) => [0, 1, 5].map((at) => ({ how, at })));
    for (const plan of [...customers, ...customers.map((customer) => changed(customer, changes))]) {
      expect(planSchema.safeParse(plan).error).toBeUndefined();
      const names = [...thingsOf(plan).map(({ kind, key }) => `${kind} ${key}`), ...linksOf(plan).map(nameOf)];
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('has tens of things', () => {
    const counts = customers.map((plan) => thingsOf(plan).length + linksOf(plan).length);
    expect(Math.min(...counts)).toBeGreaterThan(8);
    expect(Math.max(...counts)).toBeLessThan(250);
    expect(counts.reduce((sum, count) => sum + count, 0) / counts.length).toBeGreaterThan(30);
  });
});

describe('changed', () => {
  it.each(CHANGES)('%s: changes some plan, and not the one that it is given', (how) => {
    const differing = plans.slice(0, 50).filter(({ customer }) => {
      const plan = customerOf(customer);
      const next = changed(plan, [{ how, at: 1 }]);
      expect(plan).toEqual(customerOf(customer));
      return JSON.stringify(next) !== JSON.stringify(plan);
    });
    expect(differing.length).toBeGreaterThan(5);
  });
});
