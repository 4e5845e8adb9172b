import { type Check, isCount, isPositive, isText, listOf, oneOf, optional, shaped } from '../shapes.ts';
import type { LongyanDiskRequest, ResourceFields } from './request.ts';
import type { FolderState, LongyanDiskPlan, LongyanDiskResume } from './state.ts';

const isFields = shaped<ResourceFields>({
  keyword: optional(isText),
  intro: optional(isText),
  resTypeIdList: optional(listOf(isText)),
  metadataIdList: optional(listOf(isText)),
  ownerType: optional(isText),
  groupId: optional(isText),
  issynchronization: optional(isText),
  resSource: optional(isText),
  canRemoved: optional(isText),
});

/** True for the kind's keys of a request. */
export const isRequest: Check = shaped<Partial<LongyanDiskRequest>>({
  parentId: optional(isText),
  folder: optional(isText),
  title: optional(isText),
  period: optional(isText),
  subject: optional(isText),
  edition: optional(isText),
  volume: optional(isText),
  textbook: optional(isText),
  chapters: optional(listOf(isText)),
  grade: optional(isText),
  resource: optional(isFields),
});

/** True for the folder of an ingestion. */
export const isFolderState = shaped<FolderState>({
  create: oneOf(['none', 'attempted', 'done']),
  dirId: optional(isText),
});

const hasResumeShape = shaped<LongyanDiskResume>({
  folder: optional(isFolderState),
  doubtful: optional(listOf(isCount)),
});

/** True for what a run of `count` files may have left to the next one. */
export function isResume(value: unknown, count: number): value is LongyanDiskResume {
  return hasResumeShape(value) && (value.doubtful ?? []).every((position) => position < count);
}

/** True for the kind's part of a run's plan. */
export const isPlan: Check = shaped<LongyanDiskPlan>({ resumableFromBytes: isPositive, partSizeBytes: isPositive });
