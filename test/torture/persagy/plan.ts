import type { Fault } from '../../support/simulator-control.ts';
import { drawFaultOn } from '../draw-fault.ts';
import { drawProcessDeed, PROCESS_WEIGHTS } from '../draw-gate.ts';
import { drawCount, LONGER_THAN_A_REQUEST_MAY_TAKE_MS } from '../draw-request.ts';
import type { Deed, Gate, WalkPlan } from '../plan.ts';
import { createRandom, type Random } from '../random.ts';
import type { PlannedBefore } from './before.ts';
import { expectedCalls } from './calls.ts';
import { CHANGES, type PlanChange } from './changes.ts';
import type { CustomerSize } from './customer.ts';

/** What people do, one after the other: the plan as it is now, a changed one, or a run taken back. */
export type ProvisionStep = { what: 'provision' } | { what: 'change'; changes: PlanChange[] } | { what: 'roll back' };

/** Everything that a seed decides of a round with provisioning. */
export interface ProvisionPlan extends WalkPlan {
  seed: number;
  kind: 'persagy';
  customer: CustomerSize;
  before: PlannedBefore;
  /** After a first provision. */
  steps: ProvisionStep[];
}

/** Draws the plan of a round. */
export function drawProvisionPlan(seed: number): ProvisionPlan {
  const random = createRandom((seed ^ 0x3c6ef372) >>> 0);
  const customer: CustomerSize = {
    content: random.int(0, 2 ** 31 - 1),
    groups: random.chance(0.3) ? 2 : 1,
    tops: random.int(1, 3),
    projects: random.int(2, 10),
    roles: random.int(1, 5),
    accounts: random.int(2, 12),
    menus: random.int(1, 4),
  };
  const before = { content: random.int(0, 2 ** 31 - 1), share: random.pick([0, 0.5, 0.8, 0.95]) };
  const steps = Array.from({ length: random.int(0, 3) }, () => drawStep(random));
  const workers = random.chance(0.55) ? 1 : 2;
  const gates: Gate<string>[] = [];
  const expected = expectedCalls(customer);
  const call = () =>
    random.weighted(Object.fromEntries(Object.entries(expected).map(([name, { weight }]) => [name, weight])));
  for (let left = random.int(1, 4); left > 0; left -= 1) {
    const endpoint = call();
    gates.push({
      endpoint,
      after: drawCount(random, expected[endpoint]?.requests ?? 1),
      hold: random.chance(0.6) ? 'after' : 'before',
      holdMs: random.chance(0.2) ? LONGER_THAN_A_REQUEST_MAY_TAKE_MS : 500,
      ...(random.chance(0.3) ? { delayMs: random.int(50, 800) } : {}),
      deed: drawDeed(random, { workers, gates }),
    });
  }
  const order = Object.keys(expected);
  gates.sort((a, b) => order.indexOf(a.endpoint) - order.indexOf(b.endpoint) || a.after - b.after);
  const faults = Array.from({ length: random.int(2, 5) }, (): Fault => {
    const endpoint = call();
    const isToken = endpoint === 'saas/login';
    return drawFaultOn(random, { endpoint, expected: expected[endpoint]?.requests ?? 1, isToken });
  });
  if (random.chance(0.4)) faults.push(drawStorm(random));
  return {
    seed,
    kind: 'persagy',
    customer,
    before,
    steps,
    workers,
    gates,
    faults,
    sourceFaults: [],
    isRetriedNow: random.chance(0.85),
    isRetried: true,
  };
}

function drawStep(random: Random): ProvisionStep {
  const what = random.weighted({ provision: 1, change: 3, 'roll back': 2 });
  if (what !== 'change') return { what };
  const changes = Array.from({ length: random.int(1, 5) }, () => ({ how: random.pick(CHANGES), at: random.int(0, 7) }));
  return { what, changes };
}

/** What people do to runs comes as often as in rounds with ingestions. */
function drawDeed(random: Random, begun: Pick<WalkPlan, 'workers' | 'gates'>): Deed {
  const to = random.weighted({ ...PROCESS_WEIGHTS, run: 4 });
  if (to !== 'run') {
    const deed = drawProcessDeed(random, begun, to);
    // A step tries for long by itself before it stands still, and so before what is down comes back.
    return deed.to === 'platform' && random.chance(0.8) ? { ...deed, returns: 'at once' } : deed;
  }
  return { to, call: random.weighted({ cancel: 1, 'start another': 2 }) };
}

/** Every n-th answer of any call is lost. */
function drawStorm(random: Random): Fault {
  const kind = random.pick(['cut-after', 'cut-before', 'truncated-json', 'html'] as const);
  return {
    every: random.int(5, 12),
    times: random.int(3, 20),
    kind,
    ...(kind === 'html' ? { htmlStatus: 200, effect: true } : {}),
  };
}
