import { drawFault } from './draw-fault.ts';
import { drawGate } from './draw-gate.ts';
import { drawSourceFault } from './draw-source-fault.ts';
import { addSwitch } from './draw-switch.ts';
import { expectedRequests, phaseOf } from './expected.ts';
import type { Behaviour, Gate, Plan } from './plan.ts';
import { drawSyncs } from './planned-sync.ts';
import { createRandom, type Random } from './random.ts';
import { drawIngestions } from './workload.ts';

const HOUR_MS = 3_600_000;

/** Draws the plan of a round. */
export function drawPlan(seed: number): Plan {
  const random = createRandom(seed);
  const drawn = drawIngestions(random, seed);
  const syncs = drawSyncs(random, seed);
  // A sync is work for several ingestions.
  const ingestions = syncs.length === 0 ? drawn : drawn.slice(0, 1);
  const plan: Plan = {
    seed,
    workers: random.chance(0.55) ? 1 : 2,
    behaviour: drawBehaviour(random),
    ingestions,
    syncs,
    gates: [],
    faults: [],
    sourceFaults: [],
    models: [],
    tasks: [],
    losses: [],
    unfit: [],
    isRetriedNow: random.chance(0.85),
    isRetried: random.chance(0.5),
  };
  for (let left = random.int(1, 4); left > 0; left -= 1) plan.gates.push(drawGate(random, plan));
  if (random.chance(0.6)) plan.gates = cancelLast(inOrder(plan.gates));
  else plan.gates = inOrder(plan.gates);
  for (let left = random.int(2, 5); left > 0; left -= 1) plan.faults.push(drawFault(random, plan));
  for (let left = random.int(0, 2); left > 0; left -= 1) addSwitch(random, plan);
  if (expectedRequests(plan).source > 0) {
    for (let left = random.int(0, 3); left > 0; left -= 1) plan.sourceFaults.push(drawSourceFault(random, plan));
  }
  // What fails is to be disturbed in its second run too.
  if (plan.tasks.some(({ next }) => next === 'fail') && random.chance(0.6)) plan.isRetried = true;
  return plan;
}

function drawBehaviour(random: Random): Behaviour {
  const isPlain = random.chance(0.6);
  return {
    autoMerge: !isPlain && random.chance(0.4),
    needsSynchronous: !isPlain && random.chance(0.5),
    mergeDelayMs: !isPlain && random.chance(0.5) ? 400 : 0,
    // The default, told: a platform that behaves as in the round before need not be started anew.
    tokenLifetimeMs: !isPlain && random.chance(0.3) ? 1_200 : HOUR_MS,
  };
}

/** By the calls that they wait for. */
function inOrder(gates: readonly Gate[]): Gate[] {
  return gates.toSorted((a, b) => phaseOf(a.endpoint) - phaseOf(b.endpoint) || a.after - b.after);
}

/** Deeds to what is read: later they disturb nothing. */
const READS: ReadonlySet<string> = new Set(['source', 'sources', 'spool']);

/** What a cancellation ends cannot be disturbed any more. */
function cancelLast(gates: Gate[]): Gate[] {
  const last = gates.at(-1);
  const cancel = gates.findLast(({ deed }) => deed.to === 'ingestion' && deed.call === 'cancel');
  // A source is disturbed while it is read, or not at all.
  if (last === undefined || cancel === undefined || last === cancel || READS.has(last.deed.to)) return gates;
  [last.deed, cancel.deed] = [cancel.deed, last.deed];
  return gates;
}
