import type { Fault } from '../support/simulator-control.ts';
import type { PlannedSync, SyncFileDeed } from './planned-sync.ts';
import type { SourceFault } from './source-faults.ts';
import type { PlannedIngestion, SourceChange } from './workload.ts';

/** The platform's calls, in the order in which an ingestion comes to them. */
export const ENDPOINTS = [
  'token',
  'uploadFileStatus',
  'upload',
  'synchronous',
  'convertModel',
  'convertProcess',
  'createProject',
  'createProjectGroup',
  'createProjectFile',
] as const;
/** Requests that a gate can wait for, in the order in which an ingestion comes to them: those for sources, and the platform's. */
export const GATED_CALLS = ['source', ...ENDPOINTS] as const;
/** See {@link GATED_CALLS}. */
export type GatedCall = (typeof GATED_CALLS)[number];

/** When what was ended comes back: with the next deed of the plan (or when nothing moves any more), or at once. */
export type Return = 'at once' | 'later';

/** How a process is ended; `SIGTERM twice` asks it a second time before it can have handed over. */
export type Ending = 'SIGKILL' | 'SIGTERM' | 'SIGTERM twice';

/** What can be done to one process. */
export type ProcessDeed =
  | { to: 'worker'; slot: number | 'all'; signal: Ending; returns: Return }
  | { to: 'temporal' | 'platform'; signal: 'SIGKILL' | 'SIGTERM'; returns: Return }
  /** Stands still for a time, connections open, and then goes on as if nothing had been. */
  | { to: 'freeze'; what: 'worker' | 'temporal' | 'platform'; slot: number; forMs: number };

/** What a client can ask for; `start` asks for the same ingestion again, `start another` for another one of the same id. */
export type ClientCall = 'pause' | 'resume' | 'cancel' | 'retry' | 'start' | 'start another';

/** What can be done to a sync: a run is asked for, the one that is made is ended, or what it delivers by; or its source is away for a run. */
export type SyncCall = 'trigger' | 'cancel run' | 'cancel delivery' | 'unmount';

/** What people do about a run that is no ingestion. */
export type RunCall = 'cancel' | 'start another';

/** Something that is done to the system from outside. */
export type Deed =
  | ProcessDeed
  /** The server of remote sources goes down. */
  | { to: 'sources'; returns: Return }
  /** What workers keep of remote sources is lost. */
  | { to: 'spool' }
  | { to: 'source'; ingestion: number; file: number; how: SourceChange }
  | { to: 'ingestion'; ingestion: number; call: ClientCall }
  | { to: 'sync'; sync: number; call: SyncCall }
  | { to: 'sync file'; sync: number; file: number; how: SyncFileDeed }
  /** To the runs of a round that are no ingestions: the oldest open one is cancelled, or another one of the same is started beside it. */
  | { to: 'run'; call: RunCall };

/**
 * A deed, and the request that it waits for; the platform holds that request, before or after it took effect. A request for a
 * source is held before it is answered, or in the middle of its body.
 */
export interface Gate<Call extends string = GatedCall> {
  endpoint: Call;
  /** Requests of that call that pass before, counted from the beginning of the round. */
  after: number;
  hold: 'before' | 'after';
  holdMs: number;
  /** The deed is done so long after the request came: between requests. */
  delayMs?: number;
  deed: Deed;
}

/** What a walk over the rounds of any kind of platform needs of their plans. */
export interface WalkPlan {
  workers: 1 | 2;
  /** In the order in which they are expected; a few at a time stand open. */
  gates: readonly Gate<string>[];
  /** Faults that the simulator lets fall by itself. */
  faults: readonly Fault[];
  /** Faults that befall requests for remote sources. */
  sourceFaults: readonly SourceFault[];
  /** When all is calm, open ingestions are told to try again now; else they wait for their own time. */
  isRetriedNow: boolean;
  /** When all have ended, those that did not complete are started again: while gates wait, and at the end. */
  isRetried: boolean;
}

/** How the simulated platform behaves in a round; the simulator's options of the same names. */
export interface Behaviour {
  autoMerge: boolean;
  needsSynchronous: boolean;
  mergeDelayMs: number;
  tokenLifetimeMs?: number;
}

/** Words with which the platform refuses a call for good, whatever else they say. */
export const REFUSAL = '本轮不接受该请求';
/** The first half of a surrogate pair, alone: JSON can carry it, UTF-8 cannot. */
export const HALF_CHARACTER = '\ud83c';

/** Everything that a seed decides. */
export interface Plan extends WalkPlan {
  seed: number;
  behaviour: Behaviour;
  ingestions: PlannedIngestion[];
  syncs: PlannedSync[];
  gates: Gate[];
  faults: Fault[];
  sourceFaults: SourceFault[];
  models: { name: string; errorMessage: string; times: number }[];
  tasks: { next: 'fail' | 'lose' | 'late'; message: string; times: number; visibleAfterMs?: number }[];
  losses: { next: 'chunk' | 'upload'; times: number }[];
  /** Files for which a call is refused as a whole: always, or so many times. */
  unfit: { name: string; endpoint: 'convertModel' | 'createProjectFile'; message: string; times?: number }[];
}
