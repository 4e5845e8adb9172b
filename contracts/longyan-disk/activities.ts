import type { DeferredFile, FailedFile, FileRecord, Repeated, SourceStamp, TransferCount } from '../activities.ts';
import type { SendingLimits } from '../limits.ts';
import type { Sentence } from '../sentences.ts';
import type { OwnerType, ResourceFields, ResourceRequest } from './request.ts';
import type { ResourceMetadata } from './state.ts';

/** What teaching metadata is looked up for. */
export type MetadataRequest = Omit<ResourceRequest, 'title' | 'resource'>;

/** A file to send. */
export interface DiskFile extends SourceStamp {
  index: number;
  source: string;
  name: string;
}

/** A file that was sent whole. */
export interface WholeUpload {
  fid: string;
  /** MD5, lower-case hex. */
  md5: string;
  /** As in its record. */
  path: string;
}

/** A file to send whole. */
export interface WholeDiskFile extends DiskFile {
  /** A step that was stopped has sent it already. */
  uploaded?: WholeUpload;
  /** The MD5 of the content that is meant, lower-case hex. Default: any. */
  wantedHash?: string;
  /** True when it was hashed before: the answer has no hash then. */
  isHashed?: true;
}

/** A file to send by position. */
export interface PartedDiskFile extends DiskFile {
  /** MD5, lower-case hex. */
  hash: string;
  /** As the hashing step gave them. */
  checksums: string;
}

/** A file that the platform has. */
export interface UploadedDiskFile extends Repeated {
  index: number;
  state: 'complete';
  /** MD5, lower-case hex; of a file that was not hashed before. */
  hash?: string;
  /** `id` is its `fid`. */
  record: FileRecord;
  /** Absent where an earlier step has sent it. */
  count?: TransferCount;
}

/** What a dry run finds of a file that would be sent by position. */
export interface UploadLook {
  index: number;
  state: 'ok';
  /** Bytes that the platform has already. */
  present: number;
}

/** What every step that sends is given. */
export interface SendingInput<File> extends SendingLimits {
  platform: string;
  /** Id of the ingestion, whose limits hold over all its slices. */
  ingestion: string;
  files: File[];
}

/** Steps of the Longyan online disk. */
export interface LongyanDiskActivities {
  /**
   * Finds the ids of teaching metadata (manual sections 3.2 to 3.8). Errors: `NotFound` for an unknown name, `InvalidRequest` for one
   * that fits two, both with what there is.
   */
  findLongyanMetadata(input: {
    platform: string;
    request: MetadataRequest;
  }): Promise<{ metadata: ResourceMetadata; notes?: string[]; told?: Sentence[] }>;
  /**
   * Makes a folder, once (manual section 4.5). Errors: `AlreadyExists`; `UnexpectedResponse` when it may have been made without an
   * answer.
   */
  createLongyanFolder(input: {
    platform: string;
    parentId: string;
    name: string;
    ownerType: OwnerType;
    groupId?: string;
  }): Promise<{ dirId: string }>;
  /** Says which uploads by position have begun, for a dry run (manual section 4.4). */
  lookForLongyanUploads(input: {
    platform: string;
    files: { index: number; hash: string; size: number }[];
  }): Promise<{ files: (UploadLook | FailedFile | DeferredFile)[] }>;
  /** Sends files whole (manual section 4.1). Heartbeats `TransferHeartbeat`. */
  sendLongyanFiles(
    input: SendingInput<WholeDiskFile>,
  ): Promise<{ files: (UploadedDiskFile | FailedFile | DeferredFile)[] }>;
  /** Sends files from where the platform has come to (manual sections 4.2 and 4.3). Heartbeats `TransferHeartbeat`. */
  resumeLongyanFiles(
    input: SendingInput<PartedDiskFile> & { chunkSizeBytes: number },
  ): Promise<{ files: (UploadedDiskFile | FailedFile | DeferredFile)[] }>;
  /**
   * Makes the resource of one file, once (manual section 3.1): `files` has that one. A call whose outcome is unknown is not repeated:
   * then the file fails as `UnexpectedResponse`, and `isDoubtful` is set.
   */
  createLongyanResource(input: {
    platform: string;
    parentId: string;
    /** The folder that was made for the request; it goes there then. */
    dirId?: string;
    metadata: ResourceMetadata;
    fields: ResourceFields;
    files: { index: number; fid: string; title: string }[];
  }): Promise<{ files: (CreatedResource | (FailedFile & { isDoubtful?: true }))[] }>;
}

/** A file whose resource was made. */
export interface CreatedResource {
  index: number;
  state: 'complete';
  remote: { resId: string; dirId?: string };
}
