import type { IngestProgress } from '../../client/index.ts';
import type { PlatformState } from './platform-state.ts';

/** What was asked of one file. */
export interface AskedFile {
  name: string;
  /** Every content that the file has had. */
  versions: { md5: string; size: number }[];
  /** It was changed, touched or removed on the way. */
  isDisturbed: boolean;
}

/** What was asked of one ingestion, and what was done to it. */
export interface AskedIngestion {
  id: string;
  projectCode: string;
  onModelError: 'continue' | 'fail';
  files: AskedFile[];
  /** Somebody tried to cancel it. */
  isCancelTried: boolean;
  /** After all disturbances it was started again, or needed no other start: nothing explains a failure any more. */
  isRetried: boolean;
}

/** Everything that is judged after a round. */
export interface Evidence {
  asked: readonly AskedIngestion[];
  /** What the client library reports, by id. */
  told: ReadonlyMap<string, IngestProgress>;
  state: PlatformState;
  /** Chunk requests that the platform accepted, by MD5. */
  acceptedChunks: Readonly<Record<string, number>>;
}

/** Ids are the same in any case of letters. */
export function isSame(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}
