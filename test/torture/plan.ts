import type { Fault } from '../support/simulator-control.ts';
import type { PlannedIngestion } from './workload.ts';

/** The platform's calls, with how many requests of each a file brings about, roughly. */
export const REQUESTS_PER_FILE = {
  token: 0.2,
  uploadFileStatus: 3,
  upload: 4,
  synchronous: 0.2,
  convertModel: 0.5,
  convertProcess: 2,
  createProject: 0.3,
  createProjectGroup: 0.3,
  createProjectFile: 0.3,
} as const;
/** Name of one of the platform's calls. */
export type Endpoint = keyof typeof REQUESTS_PER_FILE;

/** When what was ended comes back: with the next deed of the plan (or when nothing moves any more), or at once. */
export type Return = 'at once' | 'later';

/** Something that is done to the system from outside. */
export type Deed =
  | { to: 'worker'; slot: number; signal: 'SIGKILL' | 'SIGTERM'; returns: Return }
  | { to: 'temporal' | 'platform'; signal: 'SIGKILL' | 'SIGTERM'; returns: Return }
  | { to: 'source'; ingestion: number; file: number; how: 'replace' | 'overwrite' | 'touch' | 'remove' }
  | { to: 'ingestion'; ingestion: number; call: 'pause' | 'cancel' | 'retry' };

/** A deed, and the request that it waits for; the platform holds that request, before or after it took effect. */
export interface Gate {
  endpoint: Endpoint;
  /** Requests that pass before. */
  after: number;
  hold: 'before' | 'after';
  holdMs: number;
  deed: Deed;
}

/** How the simulated platform behaves in a round; the simulator's options of the same names. */
export interface Behaviour {
  autoMerge: boolean;
  needsSynchronous: boolean;
  mergeDelayMs: number;
}

/** Everything that a seed decides. */
export interface Plan {
  seed: number;
  workers: 1 | 2;
  behaviour: Behaviour;
  ingestions: PlannedIngestion[];
  gates: Gate[];
  /** Faults that the simulator lets fall by itself. */
  faults: Fault[];
  models: { name: string; errorMessage: string; times: number }[];
  tasks: { next: 'fail' | 'lose'; message: string; times: number }[];
  /** When all is calm, open ingestions are told to try again now; else they wait for their own time. */
  isHastened: boolean;
  /** When all have ended, those that did not complete are started again. */
  isRetried: boolean;
}
