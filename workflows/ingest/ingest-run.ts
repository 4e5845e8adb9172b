import type { KeptError } from '../../contracts/errors.ts';
import type { DeliveryKind, Kinds, PlanOf, SharedOf } from '../../contracts/kinds.ts';
import type { Leftover } from '../../contracts/leftovers.ts';
import type { SendingLimits } from '../../contracts/limits.ts';
import type { DryRunReport, IngestProgress, IngestStatus, RunRef, SliceProgress } from '../../contracts/progress.ts';
import type { Remembered } from '../../contracts/remembered.ts';
import type { IngestRequest, RequestOf } from '../../contracts/request.ts';
import type { Sentence } from '../../contracts/sentences.ts';
import type { FileState, ResultOf, StrayRecord } from '../../contracts/state.ts';
import type { PauseGate } from './pause-gate.ts';

/** Identity of a run. */
export interface RunIdentity {
  id: string;
  /** The first of a chain. */
  runId: string;
  startedAt: string;
}

/** Everything a run knows, changed in place by the steps. */
export interface StateOf<K extends DeliveryKind> {
  identity: RunIdentity;
  request: IngestRequest;
  /** Set once the kind of platform is known. */
  delivery?: Delivery<K>;
  /** What only this kind of platform has; see {@link StateOf.delivery}. */
  own?: Kinds[K]['state'];
  /** Empty when the files are those of slices. */
  files: FileState[];
  /** Parts of the files, each worked by a run of its own. */
  slices?: SliceProgress[];
  /** The last thing that each slice was told, by run. */
  told: Map<string, Promise<void>>;
  /** MD5 of the first files of the first slice. */
  firstHashes?: string[];
  /** True of a slice: what all share is the ingestion's. */
  isSlice?: boolean;
  /** The run of a slice whose account has not been read yet. */
  unread?: RunRef;
  /** File records that earlier runs left on the platform. */
  earlierRecords: StrayRecord[];
  /** See `IngestProgress`. */
  remembered?: Remembered;
  /** What an earlier run has told: errors, warnings and notes of files are taken up. */
  toldBefore?: Sentence[];
  /** By which the errors of slices are said in other languages. */
  toldOfSlices?: Sentence[];
  dryRun?: DryRunReport;
  leftovers?: Leftover[];
  error?: KeptError;
  /** Set when the run is over. */
  outcome?: { status: IngestStatus; closedAt: string };
}

/** The state of a run whose platform is known. */
export interface BegunStateOf<K extends DeliveryKind> extends StateOf<K> {
  request: RequestOf<K>;
  delivery: Delivery<K>;
  own: Kinds[K]['state'];
}

/** The state of a run, whatever kind its platform is. */
export type IngestState = StateOf<DeliveryKind>;
/** The state of a run whose platform is known, whatever kind it is. */
export type BegunState = BegunStateOf<DeliveryKind>;

/** What the parts of an ingestion share. */
export interface RunOf<K extends DeliveryKind> {
  state: BegunStateOf<K>;
  plan: PlanOf<K>;
  gate: PauseGate;
  /** What was set while it runs; changed in place. */
  changedLimits: SendingLimits;
  /** The run's own queue; queues of hosts are named after it. */
  taskQueue: string;
  /** Publishes the changed state. */
  changed(): void;
  /** Present in a slice: asks the ingestion before anything is registered; false: nothing is to be registered. */
  admitRegistration?(): Promise<boolean>;
}

/** What the parts of an ingestion share, whatever kind its platform is. */
export type IngestRun = RunOf<DeliveryKind>;

/** A file and its position in the request, by which steps name it. */
export interface RunFile {
  index: number;
  file: FileState;
}

/** Where a file stands at the start of a run that goes on from an earlier one. */
export type KeptFile = Pick<FileState, 'status' | 'stage'>;

/** How files come to a kind of platform. Every file that this run can deliver has the status `pending` at its start. */
export interface Delivery<K extends DeliveryKind> {
  kind: K;
  /**
   * The kind's own state at the start of a run: fresh, or what an earlier run left (`previous`). `kept`: files that are
   * past the upload, by position. The files of an earlier run that are not among them start anew, unless they are delivered.
   */
  begin(
    request: RequestOf<K>,
    previous: ResultOf<K> | undefined,
  ): { own: Kinds[K]['state']; kept: ReadonlyMap<number, KeptFile> };
  /** Files that are to be in one slice, where their number is a multiple of it: what is made for all of them is made once. */
  filesTogether(plan: PlanOf<K>): number;
  /** Takes the files to the platform. What fails for single files is their own end; what is thrown is that of the run. */
  deliver(run: RunOf<K>): Promise<void>;
  /** The ids on the platform, as users see them. */
  remote(
    state: BegunStateOf<K>,
  ): Pick<IngestProgress, 'projectId' | 'projectName' | 'modelGroupId' | 'taskId' | 'tasks'>;
  /** What the next run of the same id needs. */
  resume(state: BegunStateOf<K>): Kinds[K]['resume'];
  /** What stays on the platform beside the files themselves, of a run that did not deliver all of them. */
  leftovers(state: BegunStateOf<K>): Leftover[];
  /** What the slices of a large ingestion share; absent where they share nothing. */
  shared?: SharedRegistration<K>;
}

/** Something on the platform that is the ingestion's, and that all its slices register their files under. */
export interface SharedRegistration<K extends DeliveryKind> {
  /** True when a slice has files that wait for it. */
  isWanted(state: BegunStateOf<K>): boolean;
  /** As it is known. */
  read(state: BegunStateOf<K>): SharedOf<K>;
  /** Makes it, once. `isCancelled` tells whether the ingestion was cancelled meanwhile. */
  prepare(run: RunOf<K>, isCancelled: () => boolean): Promise<void>;
  /** Gives it to a slice. `isFinal`: it is there, and not the slice's to make. */
  give(state: BegunStateOf<K>, shared: SharedOf<K>, isFinal: boolean): void;
  /** Takes what a slice that was given it has learned of it. */
  learn(state: BegunStateOf<K>, result: ResultOf<K>): void;
}
