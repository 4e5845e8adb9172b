import { DELIVERY_KINDS, type DeliveryKind, FIRST_KIND, KINDS } from './kinds.ts';
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
import { isNumber, isText, listOf, oneOf, optional, shaped } from './shapes.ts';
import type { CommonResume, IngestResult, StrayRecord } from './state.ts';

const isCommonResume = shaped<CommonResume>({
  strayRecords: optional(listOf(shaped<StrayRecord>({ name: isText, id: isText, path: isText }))),
  // No next run looks at it.
  leftovers: optional(Array.isArray),
  firstHashes: optional(listOf(isHash)),
  unread: optional(isRunRef),
});

/** The part of a result that the next run uses; the rest is for users. */
type TakenUp = Pick<IngestResult, 'kind' | 'status' | 'stage' | 'percent' | 'files' | 'slices' | 'error' | 'resume'>;

const isTakenUp = shaped<TakenUp>({
  kind: optional(oneOf(DELIVERY_KINDS)),
  status: isStatus,
  stage: isStage,
  percent: isNumber,
  files: listOf(isFileProgress),
  slices: optional(listOf(isSliceProgress)),
  error: optional(isErrorInfo),
  resume: isCommonResume,
});

/** True for what a run of `count` files may have left to the next one; a client of Temporal may send anything as that. */
export function isResultFor(value: unknown, count: number): value is IngestResult {
  if (!isTakenUp(value)) return false;
  const { files, slices, resume } = value;
  const kind = kindOfResult(value);
  // Without any when it ended before it had looked at the request, or when slices have them.
  const hasFiles = files.length === count || files.length === 0;
  const wasBegun = files.length > 0 || slices !== undefined;
  return (
    hasFiles &&
    (slices === undefined || isWhole(slices, count)) &&
    (kind === undefined ? !wasBegun : KINDS[kind].isResume(resume, files.length))
  );
}

/**
 * The kind of platform of a run's result; undefined of one that ended before that was known. Version 0.1 had one kind, and
 * did not say it.
 */
export function kindOfResult({
  kind,
  files,
  resume,
}: Pick<IngestResult, 'kind' | 'files' | 'resume'>): DeliveryKind | undefined {
  if (kind !== undefined) return DELIVERY_KINDS.find((known) => known === kind);
  return KINDS[FIRST_KIND].isResume(resume, files.length) ? FIRST_KIND : undefined;
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
