import { FAULT_KINDS, type FaultKind } from '../../lib/simulation/faults.ts';
import type { Fault } from '../support/simulator-control.ts';
import { drawGate } from './draw-gate.ts';
import { drawCount, drawEndpoint, LONGER_THAN_A_REQUEST_MAY_TAKE_MS } from './draw-request.ts';
import { expectedRequests, phaseOf } from './expected.ts';
import type { Behaviour, Gate, Plan } from './plan.ts';
import { createRandom, type Random } from './random.ts';
import { drawIngestions } from './workload.ts';

const HOUR_MS = 3_600_000;

/** Draws the plan of a round. */
export function drawPlan(seed: number): Plan {
  const random = createRandom(seed);
  const ingestions = drawIngestions(random, seed);
  const plan: Plan = {
    seed,
    workers: random.chance(0.55) ? 1 : 2,
    behaviour: drawBehaviour(random),
    ingestions,
    gates: [],
    faults: [],
    models: [],
    tasks: [],
    losses: [],
    isHastened: random.chance(0.85),
    isRetried: random.chance(0.5),
  };
  for (let left = random.int(1, 4); left > 0; left -= 1) plan.gates.push(drawGate(random, plan));
  if (random.chance(0.6)) plan.gates = cancelLast(inOrder(plan.gates));
  else plan.gates = inOrder(plan.gates);
  for (let left = random.int(2, 5); left > 0; left -= 1) plan.faults.push(drawFault(random, plan));
  for (let left = random.int(0, 2); left > 0; left -= 1) addSwitch(random, plan);
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

/** What the simulator does by itself, whatever the request. */
function addSwitch(random: Random, plan: Plan): void {
  switch (random.weighted({ storm: 1, model: 2, task: 2, loss: 2 })) {
    case 'storm':
      plan.faults.push({ every: random.int(4, 7), times: random.int(4, 8), kinds: drawKinds(random) });
      return;
    case 'model': {
      const { name } = random.pick(nonEmpty(random.pick(nonEmpty(plan.ingestions)).files));
      plan.models.push({ name, errorMessage: 'ParseModelError', times: random.int(1, 2) });
      return;
    }
    case 'task': {
      const next = random.weighted({ lose: 3, late: 2, fail: 2 });
      // More than four lost ones are a failure; more than one that fails keeps everything behind it from happening.
      const times = next === 'fail' ? random.int(1, 2) : random.int(1, 5);
      const late = next === 'late' ? { visibleAfterMs: random.int(200, 1_500) } : {};
      plan.tasks.push({ next, message: '转换服务异常', times, ...late });
      return;
    }
    case 'loss': {
      const next = random.chance(0.6) || plan.behaviour.autoMerge ? 'chunk' : 'upload';
      plan.losses.push({ next, times: random.int(1, 3) });
    }
  }
}

/** By the calls that they wait for. */
function inOrder(gates: readonly Gate[]): Gate[] {
  return gates.toSorted((a, b) => phaseOf(a.endpoint) - phaseOf(b.endpoint) || a.after - b.after);
}

/** What a cancellation ends cannot be disturbed any more. */
function cancelLast(gates: Gate[]): Gate[] {
  const last = gates.at(-1);
  const cancel = gates.findLast(({ deed }) => deed.to === 'ingestion' && deed.call === 'cancel');
  // A source is disturbed while it is read, or not at all.
  if (last === undefined || cancel === undefined || last === cancel || last.deed.to === 'source') return gates;
  [last.deed, cancel.deed] = [cancel.deed, last.deed];
  return gates;
}

function drawFault(random: Random, plan: Plan): Fault {
  const expected = expectedRequests(plan);
  const endpoint = drawEndpoint(random, plan);
  const kind = random.pick(FAULT_KINDS);
  const after = drawCount(random, expected[endpoint]);
  const left = expected[endpoint] - after;
  return {
    match: { endpoint },
    after,
    every: Math.min(random.int(1, 3), Math.max(1, left)),
    // A request that hangs costs the time-out of a request, each time.
    times: random.int(1, kind === 'hang' || kind === 'delay' ? 2 : 3),
    kind,
    ...drawFaultDetails(random, kind),
  };
}

function drawKinds(random: Random): FaultKind[] {
  return Array.from({ length: random.int(2, 4) }, () => random.pick(FAULT_KINDS));
}

function drawFaultDetails(random: Random, kind: FaultKind): Fault {
  const effect = random.chance(0.5);
  switch (kind) {
    case 'status': {
      if (effect) return { status: random.pick([500, 502, 503, 504]), effect };
      const status = random.pick([500, 502, 503, 504, 408, 429]);
      return { status, ...(random.chance(0.3) ? { headers: { 'Retry-After': '1' } } : {}) };
    }
    case 'html':
      return { htmlStatus: random.pick([200, 502]), effect };
    case 'delay':
      return { delayMs: random.pick([300, LONGER_THAN_A_REQUEST_MAY_TAKE_MS]), effect };
    case 'expired-token':
      return { envelope: random.chance(0.5) };
    default:
      return {};
  }
}

function nonEmpty<T>(entries: readonly T[]): readonly [T, ...T[]] {
  const [first, ...rest] = entries;
  if (first === undefined) throw new Error('a plan has ingestions, and an ingestion has files');
  return [first, ...rest];
}
