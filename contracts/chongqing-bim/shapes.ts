import {
  type Check,
  isBoolean,
  isCount,
  isNumber,
  isPositive,
  isText,
  listOf,
  mapOf,
  oneOf,
  optional,
  shaped,
} from '../shapes.ts';
import type { ChongqingBimRequest, GroupRequest, ProjectRequest } from './request.ts';
import type {
  BatchState,
  ChongqingBimPlan,
  ChongqingBimResume,
  ProjectState,
  RecordFacts,
  RecordPart,
} from './state.ts';

const isProject = shaped<ProjectRequest>({
  id: optional(isText),
  name: optional(isText),
  code: optional(isText),
  areaCode: optional(isText),
  type: optional(isNumber),
  stage: optional(isNumber),
  rate: optional(isNumber),
  status: optional(isNumber),
  address: optional(isText),
  startDate: optional(isText),
  finishDate: optional(isText),
});

const isGroup = shaped<GroupRequest>({ name: optional(isText), parentId: optional(isText) });

/** True for the kind's keys of a request. */
export const isRequest: Check = shaped<Partial<ChongqingBimRequest>>({
  project: optional(isProject),
  group: optional(isGroup),
});

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

type RecordSpelling = Pick<RecordFacts, 'type' | 'hash'>;

const isResumeShape = shaped<ChongqingBimResume>({
  project: isProjectState,
  batches: listOf(isBatch),
  createdUserIds: listOf(isText),
  recordSpellings: optional(mapOf(shaped<RecordSpelling>({ type: optional(isText), hash: optional(isText) }))),
  refused: optional(listOf(isCount)),
  untoldTasks: optional(listOf(isText)),
});

/** True for what a run of `count` files may have left to the next one. */
export function isResume(value: unknown, count: number): value is ChongqingBimResume {
  if (!isResumeShape(value)) return false;
  const isInFiles = (position: number) => position < count;
  return (value.refused ?? []).every(isInFiles) && value.batches.every((batch) => positionsOf(batch).every(isInFiles));
}

function positionsOf({ files, converted, parts = [] }: BatchState): number[] {
  return [...files, ...converted, ...parts.flatMap((part) => part.files)];
}

/** True for the kind's part of a run's plan. */
export const isPlan: Check = shaped<ChongqingBimPlan>({
  chunkSizeBytes: isPositive,
  maxModelsPerTask: isPositive,
  convertTimeoutMs: isPositive,
  waitHeartbeatMs: optional(isPositive),
});
