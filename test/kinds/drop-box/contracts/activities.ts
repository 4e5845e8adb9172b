import type { DeferredFile, FailedFile, FileRecord, SourceStamp, TransferCount } from '../activities.ts';

/** A file to send. */
export interface BoxedFile extends SourceStamp {
  index: number;
  source: string;
  name: string;
  /** The MD5 of the content that is meant, lower-case hex. Default: any. */
  wantedHash?: string;
}

/** A file that is in its box. */
export interface PutFile {
  index: number;
  state: 'complete';
  /** MD5 of what was sent, which is what the box says that it has; lower-case hex. */
  hash: string;
  record: FileRecord;
  count: TransferCount;
}

/** What a box has under the name of a file. */
export interface BoxLook {
  index: number;
  state: 'ok';
  /** Bytes; absent when there is no such name. */
  present?: number;
}

/** Steps of a drop box. */
export interface DropBoxActivities {
  /** Asks what is there under the names of files, for a dry run. */
  lookIntoDropBox(input: {
    platform: string;
    box: string;
    files: { index: number; name: string }[];
  }): Promise<{ files: (BoxLook | FailedFile | DeferredFile)[] }>;
  /**
   * Asks whether a file is there, and sends it whole where it is not. Files of one call are independent of each other.
   * Heartbeats `TransferHeartbeat`.
   */
  putIntoDropBox(input: {
    platform: string;
    box: string;
    /** Id of the ingestion, whose limits hold over all its slices. */
    ingestion: string;
    concurrency?: number;
    bwlimit?: string;
    files: BoxedFile[];
  }): Promise<{ files: (PutFile | FailedFile | DeferredFile)[] }>;
}
