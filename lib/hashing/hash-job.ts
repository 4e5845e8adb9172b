import type { HashCheckpoint } from '../../contracts/activities.ts';

/** What the hashing thread is asked to do. */
export interface HashJob {
  id: number;
  path: string;
  /** Bytes the file is expected to have. */
  size: number;
  chunkSizeBytes: number;
  /** True: slower, with checkpoints. */
  isResumable: boolean;
  /** Also SHA-256; of a job that is not resumable. */
  withSha256: boolean;
  /** The MD5 is taken in a second thread; of a job that is not resumable. */
  isSplit: boolean;
  /** Where to go on; only of a resumable job. */
  from: HashCheckpoint | undefined;
  /** One Int32; anything but 0 stops the job. */
  stop: SharedArrayBuffer;
}

/** What the hashing thread answers. */
export type HashMessage =
  | { id: number; kind: 'progress'; bytes: number; checkpoint?: HashCheckpoint }
  | { id: number; kind: 'done'; md5: string; checksums: string; sha256?: string }
  | { id: number; kind: 'shorter' | 'longer' | 'stopped' }
  | { id: number; kind: 'error'; message: string; code: string };
