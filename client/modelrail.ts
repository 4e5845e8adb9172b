import type { ClientInterceptors, ConnectionOptions } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import type { Labels } from '../contracts/labels.ts';
import type { SendingLimits } from '../contracts/limits.ts';
import type { Manifest } from '../contracts/manifest.ts';
import type { GivenUpNotice } from '../contracts/notify.ts';
import type { OperationAnswer, OperationCall } from '../contracts/operations.ts';
import type { IngestProgress, IngestStatus, LeftOutSource, Stage, Waiting } from '../contracts/progress.ts';
import type { DeliveryReport } from '../contracts/report.ts';
import type { IngestRequest } from '../contracts/request.ts';
import type { VerifyReport } from '../contracts/verification.ts';
import type { SearchAttributeCheck } from '../lib/temporal-server/search-attributes.ts';
import type { CallOptions, PlatformWork } from './operations/types.ts';
import type { PlatformOptional } from './runs/check-request.ts';
import type { Syncs } from './syncs/types.ts';

/** What is known of the messages to the targets of `notify`. */
export interface Notifications {
  /** The last messages that no attempt delivered, the oldest first. */
  givenUp: GivenUpNotice[];
}

/** Where Temporal is and what to call there. */
export interface ModelrailOptions {
  /** `HOST:PORT` of Temporal's frontend. Default: `connectionOptions.address`, else `127.0.0.1:7233`. */
  address?: string;
  /** Default: `default`. */
  namespace?: string;
  /** Task queue of the workers. Default: `modelrail`. */
  taskQueue?: string;
  /** Everything else about the connection (TLS, API key, metadata), as `@temporalio/client` takes it. */
  connectionOptions?: ConnectionOptions;
  /** Intercept the calls of the SDK's client: those of OpenTelemetry pass a trace on to the runs that are started. Default: none. */
  interceptors?: ClientInterceptors;
  /** Encode what Temporal keeps, in this order; the workers have the same ones. Default: none. */
  payloadCodecs?: readonly PayloadCodec[];
  /** Base URL of the Temporal UI, e.g. `http://127.0.0.1:8233`; without it no answer has a `url`. */
  uiUrl?: string;
  /** Names of the configured platforms, where the caller knows them: a request to another is refused, and one that names none goes to the only one. Default: any name is taken. */
  platforms?: readonly string[];
}

/** How {@link Modelrail.ingest} starts one. */
export interface IngestStartOptions {
  /** 1 to 200 of `A-Z a-z 0-9 . _ -`. Default: one is made. */
  id?: string;
  /** What was left out of the request, to be shown with it (`IngestProgress.skipped`). */
  skipped?: readonly LeftOutSource[];
  /** Who starts it, for those who look at it later. Default: `USER@HOST` of this process. */
  startedBy?: string;
}

/** Outcome of {@link Modelrail.ingest}. */
export interface IngestStarted {
  id: string;
  /** The first run of the chain. */
  runId: string;
  /** True when the id existed with the same request; nothing was started then. */
  isAttached: boolean;
  /** How it ended; present when it was attached to and has ended. */
  status?: IngestStatus;
  /** ISO 8601; present when it was attached to and has ended. */
  closedAt?: string;
}

/** Which ingestions {@link Modelrail.list} gives; every condition narrows. */
export interface IngestFilter {
  platform?: string;
  status?: IngestStatus;
  /** MD5 of one of the first 50 files. */
  hash?: string;
  /** Started at or after this moment (a date, or ISO 8601). */
  since?: Date | string;
  /** True: only those that wait for something. Default: all. */
  waiting?: boolean;
  /** Ingestions per request to Temporal. Default: 100. */
  pageSize?: number;
}

/** One page of {@link Modelrail.listPage}; it may hold fewer ingestions than were asked for, or none, and not be the last. */
export interface IngestPage {
  ingestions: IngestSummary[];
  /** What the next page is asked for with; absent on the last one. */
  nextPageToken?: string;
}

/** One line of {@link Modelrail.list}. */
export interface IngestSummary {
  id: string;
  /** The first run of the latest chain of this id. */
  runId: string;
  platform: string;
  /** The labels of the request; absent without any. */
  labels?: Labels;
  status: IngestStatus;
  stage: Stage;
  /** Present once the project exists. */
  projectId?: string;
  /** The name of a project that the request has made. */
  projectName?: string;
  /** Why it does not move; present while it waits, a few seconds after it began. Without the next attempt. */
  waiting?: Waiting;
  /** Its cancellation was asked for, and it has not ended. */
  cancelling?: true;
  /** 0 … 100, as of the last finished step. */
  percent?: number;
  /** Number of files, as of the last finished step. */
  files?: number;
  /** Present on a dry run, once its request is checked. */
  dryRun?: true;
  startedAt: string;
  closedAt?: string;
}

/** How {@link Modelrail.watch} follows. */
export interface WatchOptions {
  /** Milliseconds between two looks. Default: 500. */
  intervalMs?: number;
  /** Ends the iteration, without an error. */
  signal?: AbortSignal;
  /** How long Temporal may be away before the iteration gives up, in milliseconds. Default: 60,000. */
  outageMs?: number;
}

/** How {@link Modelrail.verify} asks. */
export interface VerifyOptions {
  /** Told before and after every 200 files or so. */
  onProgress?(progress: { asked: number; files: number }): void;
  /** Ends it between two requests to the worker, with the signal's reason. */
  signal?: AbortSignal;
}

/** How {@link Modelrail.report} is made. */
export interface ReportOptions {
  /** Told before and after every 200 files or so that the platform is asked about. */
  onProgress?(progress: { id: string; asked: number; files: number }): void;
  /** Ends it between two requests, with the signal's reason. */
  signal?: AbortSignal;
}

/** Jobs of a run that its platform has called about. */
export interface PlatformCall {
  /** The run that waits for them: of an ingestion or of one of its slices. */
  workflowId: string;
  /** As the run has named them to the platform. */
  jobs: readonly string[];
}

/** How {@link Modelrail.retry} goes about it. */
export interface RetryOptions {
  /**
   * Addresses of HTTP by the names of the files that they are for: of an ended ingestion, whose files are read there from
   * now on. What was hashed before has to be the same content.
   */
  sources?: Readonly<Record<string, string>>;
}

/** Outcome of {@link Modelrail.retry}. */
export interface RetryStarted {
  id: string;
  runId: string;
  /** False when the run was open: its wait was cut short. Retries at the same time lead to one new run. */
  isNewRun: boolean;
  /** Steps whose wait was cut short; present when the run was open. */
  retriedNow?: number;
}

/** How {@link Modelrail.overview} looks. */
export interface OverviewOptions {
  /** Open ingestions that are looked at, the oldest first. Default: 20,000. */
  maxRuns?: number;
  /** Platforms of which ended ingestions are counted one by one. Default: none, all are counted together. */
  platforms?: readonly string[];
  /** Leave out ended ingestions, which cost some calls to count. Default: false. */
  isOpenOnly?: boolean;
}

/** So many ingestions of one kind. */
export interface IngestionCount {
  /** Empty: all platforms that were not asked for; of an open ingestion, one whose platform is not known yet. */
  platform: string;
  status: IngestStatus;
  /** Present of open ones. */
  stage?: Stage;
  /** Runs: a retry of an ended ingestion is one more. */
  count: number;
}

/** An ingestion that waits. */
export interface WaitingIngestion {
  id: string;
  /** Empty until it is known: other clients may start a run without naming it. */
  platform: string;
  waiting: Waiting;
}

/** Open ingestions that do not move for one reason, or those that are paused, or those that move. */
export interface OverviewGroup {
  state: 'waiting' | 'paused' | 'moving';
  /** What they wait for, in the words that most of them have, since the first of them does. */
  waiting?: Waiting;
  /** Of ingestions that are all for one platform. */
  platform?: string;
  count: number;
  /** The 100 that were started first. */
  ingestions: IngestSummary[];
}

/** A run of a sync that is under way. */
export interface OpenSync {
  /** The sync's. */
  name: string;
  /** The run's Temporal workflow id. */
  id: string;
  startedAt: string;
  /** Present while no worker takes it up. */
  waiting?: Waiting;
}

/** Outcome of {@link Modelrail.overview}. */
export interface Overview {
  /** When it was looked (ISO 8601). */
  at: string;
  /** Open ingestions, and ended ones as long as Temporal keeps them. */
  ingestions: IngestionCount[];
  waiting: WaitingIngestion[];
  /** Those that are paused, each since when (ISO 8601). */
  paused: { id: string; platform: string; since: string }[];
  /** Everything open by why it does not move: what waits first, what moves last. */
  groups: OverviewGroup[];
  /** Syncs that are being made. */
  syncs: OpenSync[];
  /** Open ingestions beyond `maxRuns`: whether they wait is not known. */
  runsNotLookedAt: number;
}

/** A worker that listens on a task queue. */
export interface WorkerInfo {
  identity: string;
}

export type { SearchAttributeCheck };

/**
 * Starts and follows ingestions. Every method throws `ModelrailError` only, of type `TemporalUnavailable` when Temporal
 * does not answer, and `NotFound` for an id that Temporal does not know.
 */
export interface Modelrail {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /**
   * Starts an ingestion, or attaches to the one of the same id and request. Local sources must be absolute and carry
   * their `host` (unless every worker sees the same disk).
   * Errors: `InvalidRequest`; `AlreadyExists` when the id belongs to another request.
   */
  ingest(request: PlatformOptional<IngestRequest>, options?: IngestStartOptions): Promise<IngestStarted>;
  /**
   * Attaches to the ingestion of this id and request as `ingest` does, but starts none: undefined when there is none.
   * Error: `AlreadyExists` when the id belongs to another request.
   */
  attach(id: string, request: PlatformOptional<IngestRequest>): Promise<IngestStarted | undefined>;
  /** An ingestion as `list` gives it, from one look at Temporal; no worker is asked. */
  summary(id: string): Promise<IngestSummary>;
  /** One ingestion in full, within two seconds whether or not a worker runs. */
  get(id: string): Promise<IngestProgress>;
  /** Ingestions, latest first, one entry for each id. */
  list(filter?: IngestFilter): AsyncIterable<IngestSummary>;
  /**
   * The same page by page, for callers that keep nothing between two pages.
   * Error: `NotFound` for a token of another filter, or of no page at all.
   */
  listPage(filter?: IngestFilter, pageToken?: string): Promise<IngestPage>;
  /** All open ingestions of a group of {@link Modelrail.overview}, each once: those too that it only counts. */
  listGroup(group: Pick<OverviewGroup, 'state' | 'waiting' | 'platform'>): AsyncIterable<IngestSummary>;
  /**
   * An ingestion as it goes: the present state, then every changed one; the last has `closedAt`. No percentage falls within a
   * run. While Temporal is away the last state is given again with a `note`; `TemporalUnavailable` once that lasts longer than `outageMs`.
   */
  watch(id: string, options?: WatchOptions): AsyncIterable<IngestProgress>;
  /** All ingestions in figures, and why the open ones do not move: some calls to Temporal, however many there are. No worker is asked. */
  overview(options?: OverviewOptions): Promise<Overview>;
  /** What the workflow that tells the targets of `notify` could not deliver; undefined where none runs. */
  notifications(): Promise<Notifications | undefined>;
  /**
   * Changes what bounds the sending of an open ingestion, within five seconds and until it ends; what is left out stays.
   * `bwlimit: 'off'` takes a limit away. A retry begins with those of the request again.
   * Errors: `InvalidRequest`; `AlreadyExists` when it has ended.
   */
  set(id: string, limits: SendingLimits): Promise<void>;
  /** Stops transfers and hashing at the next safe point. Error: `AlreadyExists` when it has ended. */
  pause(id: string): Promise<void>;
  /** Goes on after a pause. Error: `AlreadyExists` when it has ended. */
  resume(id: string): Promise<void>;
  /** Ends it once a running registration is through. Error: `AlreadyExists` when it has ended. */
  cancel(id: string): Promise<void>;
  /**
   * Of an open run: lets waiting steps try again now. Of an ended one: starts a new run of the same id for what failed.
   * Errors: `AlreadyExists` when nothing is left to do, for addresses while it is open, and for an ended one of a sync,
   * whose next run tries what failed; `InvalidRequest` for an address that is none, or not of a single file;
   * `UnexpectedResponse`, worth trying again, when only a worker can say what to go on from, or cut the wait short, and
   * none answers.
   */
  retry(id: string, options?: RetryOptions): Promise<RetryStarted>;
  /**
   * Tells a run that its platform has called about some of its jobs: it asks the platform how they stand. A run that has ended
   * needs to know nothing.
   */
  callBack(call: PlatformCall): Promise<void>;
  /**
   * Has a worker make one call of a platform's API, by the name of an operation, and answers what the platform answers, envelope and
   * all. What holds a secret is left out, and secrets of the input are references. A call that only reads, or may be made twice, is
   * made until it succeeds or is refused; any other is made once.
   * Errors: those of the platform, in its words; `InvalidRequest` for an operation or an input that is none; `UnexpectedResponse` when
   * the call may have had its effect.
   */
  call(call: OperationCall, options?: CallOptions): Promise<OperationAnswer>;
  /**
   * Starts a workflow that acts on a platform and is no ingestion, such as those that only one kind of platform has, and answers what it
   * answers. Errors: how it failed; `Cancelled`.
   */
  runOnPlatform(work: PlatformWork, options?: CallOptions): Promise<unknown>;
  /** Recurring syncs. */
  readonly syncs: Syncs;
  /**
   * The evidence of an ingestion, from the histories of all its runs; no worker is needed. Reads some 2 MB for every
   * thousand files.
   */
  manifest(id: string): Promise<Manifest>;
  /**
   * Has a worker ask the platform again about every file that is registered; changes nothing there.
   * Errors: those of the platform (`PlatformUnavailable`, `Authentication`, …) when it said nothing about any file;
   * `UnexpectedResponse`, worth trying again, within five seconds when no worker listens.
   */
  verify(id: string, options?: VerifyOptions): Promise<VerifyReport>;
  /**
   * The paper of deliveries: what each ingestion brought where, and what the platform says of it now; of a run of `provision` what it
   * changed. Where the platform cannot be asked (no worker listens, wrong credentials), the paper says why. Error: `NotFound`, with
   * all ids that are unknown.
   */
  report(ids: readonly string[], options?: ReportOptions): Promise<DeliveryReport>;
  /** Finds a worker of a task queue by sending it a task; undefined when none takes it in time (default 3,000 ms). */
  findWorker(taskQueue?: string, options?: { timeoutMs?: number }): Promise<WorkerInfo | undefined>;
  /** Since when (ISO 8601) an ingestion waits for a worker to take it up at all; undefined once one has. */
  noWorkerSince(id: string): Promise<string | undefined>;
  /** Version of the Temporal server. */
  serverVersion(): Promise<string>;
  /** Compares the namespace's search attributes with those that ingestions set. */
  checkSearchAttributes(): Promise<SearchAttributeCheck>;
  /** Adds the missing ones and waits until they can be used; answers their names. */
  registerSearchAttributes(): Promise<string[]>;
  /** Closes the connection; calls that are under way end with `Cancelled`. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
