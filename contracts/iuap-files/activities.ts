import type { DeferredFile, FailedFile, FileRecord, SourceStamp, TransferCount } from '../activities.ts';
import type { SendingLimits } from '../limits.ts';
import type { Sentence } from '../sentences.ts';
import type { AttachmentWish } from './request.ts';

/** A file to attach. */
export interface AttachedFile extends SourceStamp, AttachmentWish {
  index: number;
  source: string;
  name: string;
  /** The MD5 of the content that is meant, lower-case hex. Default: any. */
  wantedHash?: string;
  /** An earlier step, also of an earlier run, may have attached it without an answer. */
  mayBeThere?: true;
}

/** Said of a file that may be attached although no answer says so. */
export interface Doubtful {
  isDoubtful?: true;
}

/** A file that is attached. */
export interface Attached {
  index: number;
  state: 'complete';
  /** MD5, lower-case hex. */
  hash: string;
  /** `id` is the attachment's. */
  record: FileRecord;
  /** Absent where the service gives no address. */
  remote?: { url: string };
  /** What is to be known of it though it went well. */
  note?: string;
  /** By which that is said in other languages. */
  told?: Sentence[];
  count: TransferCount;
}

/** What a group has under the name of a file. */
export interface AttachmentLook {
  index: number;
  state: 'ok';
  /** Its size, as the service writes it; absent when there is no such name. */
  present?: string;
  /** It is the attachment that the file is to replace, whatever its name. */
  isOwn?: true;
}

/** Steps of the attachment service. */
export interface IuapFilesActivities {
  /** Asks what is attached under the names of files, for a dry run (section 6 of the document). */
  lookForIuapAttachments(input: {
    platform: string;
    files: { index: number; name: string; filepath: string; groupname: string; replaces?: string }[];
  }): Promise<{ files: (AttachmentLook | FailedFile | DeferredFile)[] }>;
  /**
   * Attaches files, each by itself (sections 1, 6, 7, 9 and 11 to 13). After an unknown outcome name, size and MD5 of what is there
   * decide whether it is this file. Heartbeats `TransferHeartbeat`.
   */
  attachIuapFiles(
    input: SendingLimits & {
      platform: string;
      /** Id of the ingestion, whose limits hold over all its slices. */
      ingestion: string;
      files: AttachedFile[];
    },
  ): Promise<{ files: (Attached | (FailedFile & Doubtful) | (DeferredFile & Doubtful))[] }>;
}
