import type { ErrorInfo } from './errors.ts';
import type { ModelFormat } from './model-format.ts';
import type { DryRunReport, FileStatus, IngestStatus, RemoteIds, Stage, TaskRef } from './progress.ts';
import type { Sentence } from './sentences.ts';

/** Version of {@link Manifest}: higher when a field changes its meaning or goes away. */
export const MANIFEST_VERSION = 1;

/**
 * What an ingestion took from where, brought where, and how: evidence of a delivery. Of one that has ended it is the same
 * whenever it is asked for. It is read from Temporal's history, so there is one for as long as Temporal keeps the runs.
 */
export interface Manifest {
  manifest: typeof MANIFEST_VERSION;
  id: string;
  /** The first run of the latest chain. */
  runId: string;
  platform: string;
  status: IngestStatus;
  startedAt: string;
  closedAt?: string;
  projectId?: string;
  /** Conversion tasks, each with the model group that it became. */
  tasks: TaskRef[];
  totals: ManifestTotals;
  files: ManifestFile[];
  /** The runs that did it, oldest first: retries and, of a large ingestion, the runs of its slices. */
  runs: ManifestRun[];
  /** Every step of these runs, in their order. */
  steps: ManifestStep[];
  /** Present on a dry run. */
  dryRun?: DryRunReport;
  /** What stays on the platform although no record of the ingestion points to it, one line each. */
  leftovers?: string[];
  /** Sentences by which these lines, the note, errors and failures of steps are said in other languages. */
  told?: Sentence[];
  /** In what way this is not everything, e.g. that a run is not kept any more. */
  note?: string;
  error?: ErrorInfo;
}

/** Sums over all files. Bytes that are sent twice count twice in `bytesSent`. */
export interface ManifestTotals {
  files: number;
  /** Registered on the platform. */
  delivered: number;
  failed: number;
  bytes: number;
  chunksSent: number;
  bytesSent: number;
  /** Bytes that were not sent because the platform had them, or because another file has the same content. */
  bytesSaved: number;
}

/** One file. What is not known (yet) is absent. */
export interface ManifestFile {
  name: string;
  source: ManifestSource;
  status: FileStatus;
  tags?: string[];
  /** Bytes. */
  size?: number;
  /** What its bytes say that it is. */
  format?: ModelFormat;
  /** MD5, lower-case hex, computed from the bytes of the source. */
  md5?: string;
  /** SHA-256, lower-case hex, of the same reading; with `evidence.sha256`. */
  sha256?: string;
  chunks?: ManifestChunks;
  remote: ManifestRemote;
  /** The stages it went through, with how long and how often. */
  stages: ManifestStage[];
  error?: ErrorInfo;
}

/** Which bytes these were. */
export interface ManifestSource {
  /** As the request names it. */
  path: string;
  /** The machine whose disk it was on; absent when every worker sees the same disk. */
  host?: string;
  /** When the content was last modified (ISO 8601), as of the reading that gave the MD5. */
  modifiedAt?: string;
  /** The source's version as it was compared before and after the reading: of a file `MTIME_NS:INODE`. */
  version?: string;
}

/** How a file was sent. */
export interface ManifestChunks {
  /** Bytes of every chunk but the last. */
  size: number;
  count: number;
  /** Chunk requests that the platform accepted, over all attempts. */
  sent: number;
  /** Chunks that the platform had. */
  skipped: number;
  bytesSent: number;
  /** Bytes in the `skipped` chunks. */
  bytesSaved: number;
}

/** What it is on the platform; a kind of platform may have more ids, by names of its own. */
export type ManifestRemote = ManifestPlace & RemoteIds;

/** Where it is on the platform, by the names that all kinds share. */
export interface ManifestPlace {
  /** Id of the file record. */
  fileId?: string;
  /** Path of the file record. */
  path?: string;
  /** Whom the platform calls its owner. */
  createdUserId?: string;
  taskId?: string;
  modelGroupId?: string;
  /** The project it is registered under; only of a registered file. */
  projectId?: string;
  /** When the record call was answered (ISO 8601). */
  registeredAt?: string;
}

/** A file's way through one stage. Files are worked in groups: the times are those of the groups it was in. */
export interface ManifestStage {
  stage: Stage;
  /** Steps that it was in. */
  steps: number;
  /** Attempts of these steps. */
  attempts: number;
  /** When the first of them was to be done (ISO 8601). */
  startedAt: string;
  /** When the last of them ended. */
  endedAt?: string;
}

/** A run in Temporal. */
export interface ManifestRun {
  workflowId: string;
  runId: string;
  startedAt: string;
  closedAt?: string;
}

/** One step of a run: an activity, over all its attempts. */
export interface ManifestStep {
  /** Name of the activity. */
  step: string;
  /** Position of its run in `runs`. */
  run: number;
  /** Positions of its files in `files`; absent of a step that is not about files. */
  files?: number[];
  /** Attempts since a `retry` last reset it; 0 while it has not ended, or when the number is not known. */
  attempts: number;
  outcome: 'done' | 'failed' | 'timedOut' | 'cancelled' | 'open';
  /** When it was to be done (ISO 8601). */
  scheduledAt: string;
  /** When its last attempt began. */
  startedAt?: string;
  endedAt?: string;
  /** The worker of its last attempt. */
  worker?: string;
  /** Why the attempt before the last failed; of a step that failed, why. */
  failure?: ErrorInfo;
}
