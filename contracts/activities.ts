import type { KeptError } from './errors.ts';
import type { FileRanges } from './file-ranges.ts';
import type { ModelFormat } from './model-format.ts';
import type { Sentence } from './sentences.ts';

/** The version of a file: as long as size and stamp are the same, its content is taken to be. */
export interface SourceStamp {
  /** Bytes. */
  size: number;
  /**
   * Of a disk's file mtime in nanoseconds and inode, `MTIME:INODE`; of a server's its strong ETag, or, where it has none,
   * `md5:MD5` of the content that was fetched.
   */
  stamp: string;
}

/** A platform's record of a file, as users see it. */
export interface FileRecord {
  id: string;
  path: string;
}

/** A file that a step has given up on, for a reason that no retry changes. */
export interface FailedFile extends Repeated {
  index: number;
  state: 'failed';
  error: KeptError;
  /** What was sent of it before; only of a transfer that has asked the platform. */
  count?: TransferCount;
}

/** Said of a file for which a call was repeated whose first answer was lost: the platform may have done it twice. */
export interface Repeated {
  /** True when a further one of what was made may be on the platform. */
  mayBeTwice?: true;
}

/** A file that a step could not finish yet, while others of its group went on. */
export interface DeferredFile extends Repeated {
  index: number;
  state: 'deferred';
  error: KeptError;
  /** What was sent of it so far; only of a transfer that has asked the platform. */
  count?: TransferCount;
}

/** A file to look at. `index` is the file's position in the request, in every activity. */
export interface InspectFile {
  index: number;
  source: string;
}

/** A file that exists, may be read, and is not empty. */
export interface InspectedFile extends SourceStamp {
  index: number;
  state: 'ok';
  format?: ModelFormat;
  warning?: string;
  /** What an earlier ingestion did with this version, in a sentence. */
  remembered?: string;
  /** By which these are said in other languages. */
  told?: Sentence[];
}

/** A file to hash. */
export interface FingerprintFile extends SourceStamp {
  index: number;
  source: string;
}

/** A hashed file. */
export interface FingerprintedFile {
  index: number;
  state: 'ok';
  /** MD5, lower-case hex. */
  hash: string;
  /** Lower-case hex; where the run asks for it. */
  sha256?: string;
  /** The checksum of every chunk, as `lib/hashing/checksum.ts` writes them. */
  checksums: string;
  /** What an earlier ingestion did with this content, in a sentence. */
  remembered?: string;
  /** By which that is said in other languages. */
  told?: Sentence[];
}

/** Steps that need no platform: run where the files are. */
export interface SourceActivities {
  /**
   * Looks at every file once: there, allowed, not empty. Reads no content beyond its first bytes, but that of a server
   * whose version cannot be held, which is fetched whole. `platform`: what earlier ingestions of this platform did with these versions is
   * told.
   */
  inspectSources(input: {
    platform?: string;
    files: InspectFile[];
  }): Promise<{ files: (InspectedFile | FailedFile | DeferredFile)[] }>;
  /**
   * Reads every file once: MD5 of the whole, a checksum of each chunk, and SHA-256 where `sha256` asks for it (no
   * checkpoints are made then). Heartbeats {@link FingerprintHeartbeat}.
   * `checkpoints`, by file index: where a step that was stopped had come to with these very files.
   * `platform`: what earlier ingestions of this platform did with the contents is told.
   */
  fingerprintFiles(input: {
    chunkSizeBytes: number;
    platform?: string;
    sha256?: true;
    files: FingerprintFile[];
    checkpoints?: Record<string, HashCheckpoint>;
  }): Promise<{ files: (FingerprintedFile | FailedFile | DeferredFile)[] }>;
}

/** What steps have done with the files that they are working on, by file index; heartbeats have it under the same names. */
export interface StepReports {
  files: TransferHeartbeat['files'];
  checkpoints: NonNullable<FingerprintHeartbeat['checkpoints']>;
  /** What was made of them, and what of those of which not all was made; each kind of platform has its own. */
  made?: Record<string, unknown>;
  parts?: Record<string, unknown>;
  /** Files whose call was not answered. */
  unanswered?: number[];
  /** How many attempts of each step have begun, by the id of its activity: of one that is stopped now Temporal keeps none. */
  attempts?: Record<string, number>;
}

/** Heartbeat of {@link SourceActivities.fingerprintFiles}, by file index. */
export interface FingerprintHeartbeat {
  step: 'fingerprint';
  /** Bytes hashed so far. */
  bytes: Record<string, number>;
  /** Where the next attempt goes on; only of files whose bytes cost network. */
  checkpoints?: Record<string, HashCheckpoint>;
}

/** A hash under way, from which another process can go on without the bytes that were read. */
export interface HashCheckpoint {
  /** Bytes hashed. */
  bytes: number;
  /** State of the MD5, base64. */
  md5: string;
  /** CRC-32 of the chunk that has begun, as far as it was read. */
  crc: number;
  /** CRC-32 of every finished chunk, four bytes each, big endian, base64. */
  checksums: string;
}

/** Heartbeat of a step that sends files. */
export interface TransferHeartbeat {
  step: 'transfer';
  files: Record<string, TransferCount>;
  /** Bytes of requests under way that have left, by file index: part of no count before they are answered. */
  underWay?: Record<string, number>;
  /** Set while chunks are refused and tried again, until one gets through, or while another ingestion sends them; without a next attempt while one is made. */
  waiting?: {
    reason: string;
    /** By which the reason is said in other languages. */
    told?: Sentence[];
    since: string;
    isRateLimit: boolean;
    /** Another ingestion sends the same content. */
    isIngestion?: true;
    /** The file's own disk or server holds it up, not the platform. */
    isSource?: true;
    nextAttemptAt?: string;
  };
}

/** What one file's transfer has done, over all attempts of the step. */
export interface TransferCount {
  /** Chunks that the platform had when it was first asked. */
  skipped: number;
  /** Their bytes. */
  bytesSkipped: number;
  /** Chunk requests that the platform accepted. */
  sent: number;
  /** Their bytes. */
  bytesSent: number;
  /** How often each chunk was accepted, as the transfer encodes it; where a later step may have to know. */
  accepted?: string;
}

/** Heartbeat of a step that waits for conversions. */
export interface ConversionHeartbeat {
  step: 'convert';
  /** Mean over the models, 0 … 100. */
  percent: number;
  /** Whose progress it is. Absent from workers of an earlier version. */
  files?: FileRanges;
}
