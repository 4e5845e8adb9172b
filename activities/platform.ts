import type { IngestRequest } from '../contracts/request.ts';
import type { DeliveredFile, KeptCheck } from '../contracts/verification.ts';
import type { OperationTable } from '../lib/operations/definition.ts';
import type { CommonSettings } from '../lib/platforms/settings.ts';
import type { Pacer } from '../lib/transfer/pacer.ts';
import type { Places } from '../lib/transfer/places.ts';
import type { StepDeps } from './deps.ts';

/** A platform as one worker reaches it: what all ingestions share there, such as a token, connections, places. */
export interface PlatformSession {
  readonly settings: CommonSettings;
  /** What it gets at a time; absent of a kind that takes no files. */
  readonly places?: Pick<Places, 'limit' | 'taken'>;
  readonly pacer?: Pick<Pacer, 'bytesPerSecond'> | undefined;
  /** Ends its connections; calls under way fail. */
  close(): Promise<void>;
}

/** What a worker has for all its platforms together. */
export interface WorkerBudget {
  /** Bytes of the chunks that are under way. */
  memoryBytes: number;
}

/** What the steps of one kind of platform act with. */
export interface PlatformStepDeps<Session extends PlatformSession> extends StepDeps {
  /** The session of a platform of this kind. Error: a retryable `InvalidRequest` when this worker has no such platform. */
  session(platform: string): Session;
}

/** How a platform is called about single files that were delivered. */
export interface PlatformCalls {
  signal: AbortSignal;
  /** Makes a call, unless the platform has shown itself to be down. */
  call<T>(ask: () => Promise<T>): Promise<T>;
}

/** Asks about one delivered file. Errors: those that are worth another try, and those that every file would have. */
export type FileVerifier = (file: DeliveredFile) => Promise<KeptCheck[]>;

/** A file that was delivered and is to be removed. */
export interface RemovedFile {
  name: string;
  /** The platform's id of what was delivered: nothing of another id is removed. */
  id: string;
  /** MD5 of what was delivered, lower-case hex. */
  hash: string;
  /** Bytes. */
  size: number;
}

/**
 * Removes one delivered file; `request` is that of its delivery, without files. Ends well only when the platform confirms that it
 * has nothing of this id, as it does of one that an earlier attempt removed.
 */
export type FileRemover = (file: RemovedFile, request: IngestRequest) => Promise<void>;

/** The operations of a kind of platform, and how one is called. */
export interface PlatformOperations<Session extends PlatformSession = PlatformSession> {
  table: OperationTable;
  /** Calls once, by the id of the table, with an input as it is sent; answers what the platform answers, without secrets. */
  call(
    session: Session,
    id: string,
    input: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>>;
}

/** What this layer has of one kind of platform. */
export interface PlatformActivities<
  Settings extends CommonSettings = CommonSettings,
  Session extends PlatformSession = PlatformSession,
  Steps extends object = object,
  Plan extends object = object,
> {
  /** Connects to a platform, without a call. */
  createSession(settings: Settings, worker: WorkerBudget): Session;
  /** The steps of this kind, by the names of their activities. */
  steps(deps: PlatformStepDeps<Session>): Steps;
  /** What the configuration fixes for a run at its start; absent for a kind that takes no files. */
  plan?(session: Session): Plan;
  /** The operations of its API; absent of a kind whose operations are not described. */
  operations?: PlatformOperations<Session>;
  /** Asks about what was delivered; absent for a kind that has no calls for that. */
  verifier?(session: Session, calls: PlatformCalls): FileVerifier;
  /** Removes what was delivered; of a kind whose facts say `removes`, and of no other. */
  remover?(session: Session, calls: PlatformCalls): FileRemover;
}
