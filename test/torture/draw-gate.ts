import { drawCall, drawCount, LONGER_THAN_A_REQUEST_MAY_TAKE_MS } from './draw-request.ts';
import { expectedRequests } from './expected.ts';
import { type Deed, type Ending, GATED_CALLS, type Gate, type Plan, type WalkPlan } from './plan.ts';
import { drawSyncFileDeed } from './planned-sync.ts';
import type { Random } from './random.ts';
import { isRemote, type PlannedFile } from './workload.ts';

/** Deeds of one round after which Temporal has to miss heartbeats: each costs the time that this takes. */
const MAX_LONG_DEEDS = 2;

/** Longer than a worker's heartbeats may stay away. */
const FROZEN_WORKER_MS = 6_500;
/** Longer than a request may take. */
const FROZEN_SERVER_MS = 1_500;

/** Calls of the time in which sources are read. */
const READING_CALLS = ['source', 'token', 'uploadFileStatus', 'upload'] as const;

/** Draws something that is done when the platform gets a certain request. */
export function drawGate(random: Random, plan: Plan): Gate {
  const deed = drawDeed(random, plan);
  // Later a source is not read any more.
  const isForReading = deed.to === 'source' || deed.to === 'sources' || deed.to === 'spool';
  const endpoint = drawCall(random, plan, isForReading ? READING_CALLS : GATED_CALLS);
  return {
    endpoint,
    after: drawCount(random, expectedRequests(plan)[endpoint]),
    hold: random.chance(0.6) ? 'after' : 'before',
    holdMs: random.chance(0.2) ? LONGER_THAN_A_REQUEST_MAY_TAKE_MS : 500,
    // What a sync remembers it writes after the last request.
    ...(plan.syncs.length > 0 && random.chance(0.35) ? { delayMs: random.int(100, 1_500) } : {}),
    deed,
  };
}

/** How often something is done to each of the processes. */
export const PROCESS_WEIGHTS = { worker: 6, temporal: 2, platform: 3, freeze: 1.2 } as const;

/** What a deed is drawn for. */
export interface DisturbedPlan extends Pick<WalkPlan, 'workers' | 'gates'> {
  ingestions: readonly { files: readonly PlannedFile[] }[];
  syncs: Plan['syncs'];
}

/** Draws what is done to a round, whatever its platform. */
export function drawDeed(random: Random, plan: DisturbedPlan): Deed {
  const ingestion = random.int(0, plan.ingestions.length - 1);
  const isAnyRemote =
    plan.ingestions.some(({ files }) => files.some(isRemote)) || plan.syncs.some(({ place }) => place === 'bucket');
  const remote = isAnyRemote ? 1 : 0;
  const to = random.weighted({
    ...PROCESS_WEIGHTS,
    source: 2,
    sources: remote,
    spool: remote,
    ingestion: 4.5,
    sync: plan.syncs.length === 0 ? 0 : 2.5,
    'sync file': plan.syncs.length === 0 ? 0 : 4,
  });
  switch (to) {
    case 'worker':
    case 'temporal':
    case 'platform':
    case 'freeze':
      return drawProcessDeed(random, plan, to);
    case 'sources':
      return { to, returns: drawReturn(random) };
    case 'spool':
      return { to };
    case 'source': {
      const file = random.int(0, (plan.ingestions[ingestion]?.files.length ?? 1) - 1);
      const how = random.pick(['replace', 'overwrite', 'append', 'truncate', 'touch', 'remove'] as const);
      return { to, ingestion, file, how };
    }
    case 'sync':
      return { to, sync: 0, call: random.weighted({ trigger: 2, 'cancel run': 1, 'cancel delivery': 1, unmount: 2 }) };
    case 'sync file':
      return { to, sync: 0, ...drawSyncFileDeed(random, plan.syncs[0]?.files.length ?? 1) };
    case 'ingestion': {
      const call = random.weighted({ pause: 4, resume: 1, cancel: 3, retry: 2, start: 1, 'start another': 1 });
      return { to, ingestion, call };
    }
  }
}

/** Draws what is done to one of the processes. */
export function drawProcessDeed(
  random: Random,
  plan: Pick<WalkPlan, 'workers' | 'gates'>,
  to: keyof typeof PROCESS_WEIGHTS,
): Deed {
  switch (to) {
    case 'worker':
      return drawWorkerDeed(random, plan);
    case 'temporal':
    case 'platform':
      return { to, signal: random.chance(0.6) ? 'SIGKILL' : 'SIGTERM', returns: drawReturn(random) };
    case 'freeze': {
      const what = random.weighted({ worker: isLongEnough(plan) ? 0 : 2, temporal: 1, platform: 1 });
      const forMs = what === 'worker' ? FROZEN_WORKER_MS : FROZEN_SERVER_MS;
      return { to, what, slot: random.int(0, plan.workers - 1), forMs };
    }
  }
}

function drawWorkerDeed(random: Random, plan: Pick<WalkPlan, 'workers' | 'gates'>): Deed {
  const slot = plan.workers === 2 && random.chance(0.35) ? 'all' : random.int(0, plan.workers - 1);
  const drawn: Ending = random.weighted({ SIGKILL: 6, SIGTERM: 3, 'SIGTERM twice': 2 });
  const signal = isLongEnough(plan) ? 'SIGTERM' : drawn;
  return { to: 'worker', slot, signal, returns: drawReturn(random) };
}

function drawReturn(random: Random): 'at once' | 'later' {
  return random.chance(0.6) ? 'at once' : 'later';
}

function isLongEnough({ gates }: Pick<WalkPlan, 'gates'>): boolean {
  return gates.filter(({ deed }) => costsHeartbeats(deed)).length >= MAX_LONG_DEEDS;
}

/** True when work that was under way goes on only after Temporal has missed heartbeats. */
function costsHeartbeats(deed: Deed): boolean {
  return (deed.to === 'worker' && deed.signal !== 'SIGTERM') || (deed.to === 'freeze' && deed.what === 'worker');
}
