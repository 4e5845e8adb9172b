/** What the worker's configuration fixes for a run. */
export interface LongyanDiskPlan {
  /** Files above so many bytes are sent by position. */
  resumableFromBytes: number;
  /** Bytes of a part of such a file. */
  partSizeBytes: number;
}

/** Whether a call that makes something took effect: `attempted` means that it is not known. */
export type CreateState = 'none' | 'attempted' | 'done';

/** The folder that all files of an ingestion go into. */
export interface FolderState {
  create: CreateState;
  /** Set once it is made. */
  dirId?: string;
}

/** Everything a run knows that only this kind of platform has. */
export interface LongyanDiskState {
  /** Absent where the request names no new folder. */
  folder?: FolderState;
  /** Positions of files whose resource may have been made without an answer, in this run or in an earlier one. */
  doubtful: Set<number>;
}

/** What a later run of the same id needs of {@link LongyanDiskState}. */
export interface LongyanDiskResume {
  folder?: FolderState;
  /** Absent without any. */
  doubtful?: number[];
}

/** Ids of the teaching metadata of a resource, by the platform's names. */
export interface ResourceMetadata {
  periodId: string;
  subjectId: string;
  gradeId?: string;
  editionId?: string;
  volumeId?: string;
  textbookId?: string;
  chapterIdList?: string[];
}
