import type { FileRecord } from '../activities.ts';

/** What the worker's configuration fixes for a run. */
export interface ChongqingBimPlan {
  chunkSizeBytes: number;
  maxModelsPerTask: number;
  convertTimeoutMs: number;
  /** Heartbeat time-out of steps that only wait. A run that was prepared without it has that of `POLICIES.wait`. */
  waitHeartbeatMs?: number;
}

/** A platform's record of an uploaded file, as far as later steps need it. */
export interface ChongqingBimRecord extends FileRecord, RecordFacts {}

/** What later steps need of a record beside its id and path. */
export interface RecordFacts {
  createdUserId: string;
  /** The file's type; absent where it is the extension of the file's name. */
  type?: string;
  /** The MD5 as the record spells it; absent where that is lower-case hex. */
  hash?: string;
}

/** Whether a create call took effect: `attempted` means that it is not known. */
export type CreateState = 'none' | 'attempted' | 'done';

/** One conversion task, its model group, and the records that follow from it. */
export interface BatchState {
  /** Made by us, once; the platform's `modelGroupId`. */
  modelGroupId: string;
  taskId?: string;
  /** Positions in the list of files, of all that were submitted. */
  files: number[];
  /** Positions of those that converted. */
  converted: number[];
  group: CreateState;
  /** Of all its parts together. */
  records: CreateState;
  /** The models by the calls that create their records; absent as long as one call has all of them. */
  parts?: RecordPart[];
}

/** Models of a batch whose records are created by one call. */
export interface RecordPart {
  /** Positions in the list of files. */
  files: number[];
  records: CreateState;
}

/** The project that the models are registered under. */
export interface ProjectState {
  id: string;
  /** True when the user gave the id; nothing is created then. */
  isGiven: boolean;
  create: CreateState;
  /** The refusal that was taken as "our own earlier attempt made it", in the platform's words. */
  assumed?: string;
  /** Of `assumed`: it was no refusal but the platform's internal error, several times in a row. */
  isGuess?: true;
  /** A guess was wrong: a group was refused since the project is not there. */
  isDenied?: true;
}

/** Everything a run knows that only this kind of platform has. */
export interface ChongqingBimState {
  project: ProjectState;
  batches: BatchState[];
  /** Group ids made by an earlier run whose models never came to a conversion: taken before new ones are made. */
  unusedGroupIds: string[];
  /** Group ids under which a submission may have made a task that no answer told of: no call finds it without its id. */
  untoldTasks: Set<string>;
  /** Positions of files that `convert-model` or `projectFile/create` refused by themselves, in this run or in an earlier one. */
  refused: Set<number>;
  /** What the records of files have beside id and path, by the file's position. */
  records: Map<number, RecordFacts>;
}

/** What a later run of the same id needs of {@link ChongqingBimState}. */
export interface ChongqingBimResume {
  project: ProjectState;
  batches: BatchState[];
  /** `createdUserId` of each file's record, by position; empty without a record. */
  createdUserIds: string[];
  /** Positions of files that were refused by themselves: they are not sent together with others again. */
  refused?: number[];
  /** Group ids of tasks that may be there and that no answer told of; absent without any. */
  untoldTasks?: string[];
  /** What a record has otherwise than the file, by the file's position. */
  recordSpellings?: Record<string, Pick<RecordFacts, 'type' | 'hash'>>;
}
