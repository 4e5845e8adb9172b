import type { PlatformChange } from './changes.ts';
import type { ErrorInfo } from './errors.ts';
import type { Labels } from './labels.ts';
import type { ModelFormat } from './model-format.ts';
import type { FileStatus, IngestStatus, RemoteIds, TaskRef } from './progress.ts';
import { type Sentence, sentenceOf } from './sentences.ts';
import type { VerificationCheck, VerificationState, VerifyReport } from './verification.ts';

/** Version of {@link DeliveryReport}: higher when a field changes its meaning or goes away. */
export const REPORT_VERSION = 1;

/** Why the platform was not asked: only a worker can ask it. */
export const NO_WORKER_TO_ASK = sentenceOf('no worker listens: have one started, then make it again');

/**
 * The paper of a delivery: what one or several ingestions brought where, and what the platform says of it now. Made for people who hand
 * models over and for those who get them.
 */
export interface DeliveryReport {
  report: typeof REPORT_VERSION;
  /** When it was made (ISO 8601). */
  madeAt: string;
  /** In the order in which they were named, each once. */
  ingestions: ReportedIngestion[];
  /** Runs that changed a platform by a plan, likewise; absent where none was named. */
  changes?: ReportedChanges[];
}

/** A run that changed a platform by a plan: it delivered no files. */
export interface ReportedChanges {
  id: string;
  runId: string;
  platform: string;
  kind: string;
  status: IngestStatus;
  /** Who started it. */
  startedBy?: string;
  startedAt: string;
  closedAt?: string;
  totals: { changes: number; done: number };
  changes: PlatformChange[];
  /** Sentences by which errors are said in other languages. */
  told?: Sentence[];
  error?: ErrorInfo;
}

/** One ingestion on the paper. What is not known, or did not come to be, is absent. */
export interface ReportedIngestion {
  id: string;
  /** The first run of the latest chain. */
  runId: string;
  platform: string;
  /** The kind of that platform. */
  kind?: string;
  status: IngestStatus;
  /** The sync that it is of. */
  sync?: string;
  /** Who started it. */
  startedBy?: string;
  /** The labels of the request. */
  labels?: Labels;
  startedAt: string;
  closedAt?: string;
  projectId?: string;
  /** The name of a project that the request has made. */
  projectName?: string;
  /** Conversion tasks, each with the model group that it became. */
  tasks: TaskRef[];
  /** What the request says of its target, by the labels of its kind of platform: project, group, document, folder. */
  target: { label: string; value: string }[];
  totals: ReportTotals;
  files: ReportedFile[];
  /** What the platform says of the delivered files; absent when it was not asked. */
  verification?: ReportedVerification;
  /** Why the platform could not be asked; the message is {@link NO_WORKER_TO_ASK} where no worker listens. */
  unverified?: ErrorInfo;
  /** It only looked: nothing was sent. */
  dryRun?: true;
  /** What stays on the platform although no record of the ingestion points to it, one line each. */
  leftovers?: string[];
  /** Sentences by which these lines, the note, errors and what the check answered are said in other languages. */
  told?: Sentence[];
  /** In what way this is not everything. */
  note?: string;
  error?: ErrorInfo;
}

/** Sums over all files of an ingestion. */
export interface ReportTotals {
  files: number;
  delivered: number;
  failed: number;
  /** Bytes of all files whose size is known. */
  bytes: number;
  /** Bytes of those that were delivered. */
  bytesDelivered: number;
}

/** What a platform said when the paper was made. */
export type ReportedVerification = Pick<VerifyReport, 'verifiedAt' | 'counts' | 'notAsked'>;

/** A part of a file that is not there as it was delivered. */
export type UnlikeCheck = Pick<VerificationCheck, 'what' | 'state'>;

/** One file on the paper. */
export interface ReportedFile {
  name: string;
  /** As the request names it. */
  source: string;
  /** Bytes. */
  size?: number;
  /** What its bytes say that it is. */
  format?: ModelFormat;
  /** MD5, lower-case hex. */
  md5?: string;
  /** SHA-256, lower-case hex, of the same reading; with `evidence.sha256`. */
  sha256?: string;
  tags?: string[];
  status: FileStatus;
  /** True once the platform has it. */
  isDelivered: boolean;
  /** When it was delivered (ISO 8601). */
  deliveredAt?: string;
  /** What it is on the platform: `fileId`, `path`, `taskId`, …, and what its kind has beside these. */
  ids: RemoteIds;
  /** 1 when everything went at the first try. Each repetition of a step, and each retry of the ingestion that it was in, is one more. */
  attempts: number;
  /** What the platform says of it; absent of a file that was not asked about. */
  verified?: VerificationState;
  /** What is missing, different or refused, in words. */
  reason?: string;
  /** The same as what it concerns, in the order of the reason. */
  unlike?: UnlikeCheck[];
  error?: ErrorInfo;
}
