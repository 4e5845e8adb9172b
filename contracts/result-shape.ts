import type { SliceProgress } from './progress.ts';
import {
  isErrorInfo,
  isFileProgress,
  isHash,
  isRunRef,
  isSliceProgress,
  isStage,
  isStatus,
} from './progress-shapes.ts';
import { isBoolean, isCount, isNumber, isText, listOf, mapOf, oneOf, optional, shaped } from './shapes.ts';
import type {
  BatchState,
  FileRecord,
  IngestResult,
  ProjectState,
  RecordPart,
  ResumeState,
  StrayRecord,
} from './state.ts';

const isCreateState = oneOf(['none', 'attempted', 'done']);

/** The project of a run. */
export const isProjectState = shaped<ProjectState>({
  id: isText,
  isGiven: isBoolean,
  create: isCreateState,
  assumed: optional(isText),
  isGuess: optional(oneOf([true])),
  isDenied: optional(oneOf([true])),
});

const isBatch = shaped<BatchState>({
  modelGroupId: isText,
  taskId: optional(isText),
  files: listOf(isCount),
  converted: listOf(isCount),
  group: isCreateState,
  records: isCreateState,
  parts: optional(listOf(shaped<RecordPart>({ files: listOf(isCount), records: isCreateState }))),
});

type RecordSpelling = Pick<FileRecord, 'type' | 'hash'>;

const isResume = shaped<ResumeState>({
  project: isProjectState,
  batches: listOf(isBatch),
  createdUserIds: listOf(isText),
  recordSpellings: optional(mapOf(shaped<RecordSpelling>({ type: optional(isText), hash: optional(isText) }))),
  strayRecords: optional(listOf(shaped<StrayRecord>({ name: isText, id: isText, path: isText }))),
  refused: optional(listOf(isCount)),
  firstHashes: optional(listOf(isHash)),
  unread: optional(isRunRef),
});

/** What the next run takes from a result; the rest is for those who look. */
type TakenUp = Pick<IngestResult, 'status' | 'stage' | 'percent' | 'files' | 'slices' | 'error' | 'resume'>;

const isTakenUp = shaped<TakenUp>({
  status: isStatus,
  stage: isStage,
  percent: isNumber,
  files: listOf(isFileProgress),
  slices: optional(listOf(isSliceProgress)),
  error: optional(isErrorInfo),
  resume: isResume,
});

/** True for what a run of `count` files may have left to the next one; a client of Temporal may send anything as that. */
export function isResultFor(value: unknown, count: number): value is IngestResult {
  if (!isTakenUp(value)) return false;
  const { files, slices, resume } = value;
  // Without any when it ended before it had looked at the request, or when slices have them.
  const hasFiles = files.length === count || files.length === 0;
  const isInFiles = (position: number) => position < files.length;
  return (
    hasFiles &&
    (slices === undefined || isWhole(slices, count)) &&
    (resume.refused ?? []).every(isInFiles) &&
    resume.batches.every((batch) => positionsOf(batch).every(isInFiles))
  );
}

function positionsOf({ files, converted, parts = [] }: BatchState): number[] {
  return [...files, ...converted, ...parts.flatMap((part) => part.files)];
}

/** True for slices that have each file once. */
function isWhole(slices: readonly SliceProgress[], count: number): boolean {
  let next = 0;
  for (const slice of slices) {
    if (slice.from !== next) return false;
    next += slice.count;
  }
  return next === count;
}
