import { FAULT_KINDS, type FaultKind } from '../../lib/simulation/faults.ts';
import type { Fault } from '../support/simulator-control.ts';
import { type Behaviour, type Deed, type Endpoint, type Gate, type Plan, REQUESTS_PER_FILE } from './plan.ts';
import { createRandom, type Random } from './random.ts';
import { drawIngestions } from './workload.ts';

/** Beyond `timeouts.request` of the campaign's configuration. */
const LONGER_THAN_A_REQUEST_MAY_TAKE_MS = 1_400;

/** Workers that are killed in one round. */
const MAX_KILLED_WORKERS = 2;

const ENDPOINT_WEIGHTS: Record<Endpoint, number> = {
  token: 1,
  uploadFileStatus: 3,
  upload: 6,
  synchronous: 1,
  convertModel: 3,
  convertProcess: 3,
  createProject: 3,
  createProjectGroup: 3,
  createProjectFile: 4,
};

/** Draws the plan of a round. */
export function drawPlan(seed: number): Plan {
  const random = createRandom(seed);
  const ingestions = drawIngestions(random, seed);
  const plan: Plan = {
    seed,
    workers: random.chance(0.6) ? 1 : 2,
    behaviour: drawBehaviour(random),
    ingestions,
    gates: [],
    faults: [],
    models: [],
    tasks: [],
    isHastened: random.chance(0.75),
    isRetried: random.chance(0.5),
  };
  for (let left = random.int(3, 8); left > 0; left -= 1) addDisturbance(random, plan);
  return plan;
}

function drawBehaviour(random: Random): Behaviour {
  const isPlain = random.chance(0.75);
  return {
    autoMerge: !isPlain && random.chance(0.5),
    needsSynchronous: !isPlain && random.chance(0.5),
    mergeDelayMs: !isPlain && random.chance(0.5) ? 400 : 0,
  };
}

function addDisturbance(random: Random, plan: Plan): void {
  switch (random.weighted({ gate: 6, fault: 5, model: 1, task: 1 })) {
    case 'gate':
      plan.gates.push(drawGate(random, plan));
      return;
    case 'fault':
      plan.faults.push(drawFault(random, plan));
      return;
    case 'model': {
      const { files } = random.pick(nonEmpty(plan.ingestions));
      const { name } = random.pick(nonEmpty(files));
      plan.models.push({ name, errorMessage: 'ParseModelError', times: random.int(1, 2) });
      return;
    }
    case 'task':
      plan.tasks.push({
        next: random.chance(0.6) ? 'lose' : 'fail',
        message: '转换服务异常',
        times: random.int(1, 5),
      });
  }
}

function drawGate(random: Random, plan: Plan): Gate {
  const endpoint = random.weighted(ENDPOINT_WEIGHTS);
  return {
    endpoint,
    after: drawCount(random, plan, endpoint),
    hold: random.chance(0.6) ? 'after' : 'before',
    holdMs: random.chance(0.2) ? LONGER_THAN_A_REQUEST_MAY_TAKE_MS : 500,
    deed: drawDeed(random, plan),
  };
}

function drawDeed(random: Random, plan: Plan): Deed {
  const signal = random.chance(0.6) ? 'SIGKILL' : 'SIGTERM';
  const returns = random.chance(0.6) ? 'at once' : 'later';
  const ingestion = random.int(0, plan.ingestions.length - 1);
  const to = random.weighted({ worker: 6, temporal: 2, platform: 3, source: 2, ingestion: 4 });
  switch (to) {
    case 'worker': {
      // Each costs the time in which Temporal misses a heartbeat, and a longer pause before the next attempt.
      const isKilledEnough = plan.gates.filter(({ deed }) => deed.to === 'worker').length >= MAX_KILLED_WORKERS;
      const slot = random.int(0, plan.workers - 1);
      return { to, slot, signal: isKilledEnough ? 'SIGTERM' : signal, returns };
    }
    case 'temporal':
    case 'platform':
      return { to, signal, returns };
    case 'source': {
      const file = random.int(0, (plan.ingestions[ingestion]?.files.length ?? 1) - 1);
      return { to, ingestion, file, how: random.pick(['replace', 'overwrite', 'touch', 'remove']) };
    }
    case 'ingestion':
      return { to, ingestion, call: random.weighted({ pause: 4, cancel: 3, retry: 2 }) };
  }
}

function drawFault(random: Random, plan: Plan): Fault {
  const endpoint = random.weighted(ENDPOINT_WEIGHTS);
  const kind = random.pick(FAULT_KINDS);
  return {
    match: { endpoint },
    after: drawCount(random, plan, endpoint),
    every: random.int(1, 3),
    // A request that hangs costs the time-out of a request, each time.
    times: random.int(1, kind === 'hang' || kind === 'delay' ? 2 : 3),
    kind,
    ...drawFaultDetails(random, kind),
  };
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

function drawCount(random: Random, plan: Plan, endpoint: Endpoint): number {
  const files = plan.ingestions.reduce((sum, ingestion) => sum + ingestion.files.length, 0);
  // The earlier half mostly: what waits for a request that never comes disturbs nothing.
  const most = Math.ceil(files * REQUESTS_PER_FILE[endpoint] * (random.chance(0.7) ? 0.5 : 1));
  return random.int(0, Math.max(0, most - 1));
}

function nonEmpty<T>(entries: readonly T[]): readonly [T, ...T[]] {
  const [first, ...rest] = entries;
  if (first === undefined) throw new Error('a plan has ingestions, and an ingestion has files');
  return [first, ...rest];
}
