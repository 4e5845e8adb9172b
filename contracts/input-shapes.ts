import { DELIVERY_KINDS, hasKindKeys, type IngestPlan, isSharedOf, KINDS } from './kinds.ts';
import { HOST_PATTERN } from './names.ts';
import { isRunRef } from './progress-shapes.ts';
import type { CommonRequest, FileRequest, IngestOptions, IngestRequest } from './request.ts';
import {
  type Check,
  isBoolean,
  isCount,
  isNumber,
  isText,
  listOf,
  mapOf,
  matching,
  oneOf,
  optional,
  shaped,
} from './shapes.ts';
import type { SliceInput } from './slices.ts';

const isOptions = shaped<IngestOptions>({
  onModelError: optional(oneOf(['continue', 'fail'])),
  concurrency: optional(isNumber),
  bwlimit: optional(isText),
  notify: optional(listOf(isText)),
  dryRun: optional(isBoolean),
});

function requestShape(isHost: Check): (value: unknown) => value is IngestRequest {
  const isCommon = shaped<CommonRequest>({
    platform: isText,
    files: listOf(
      shaped<FileRequest>({
        source: isText,
        name: optional(isText),
        tags: optional(listOf(isText)),
        md5: optional(isText),
        host: optional(isHost),
      }),
    ),
    options: optional(isOptions),
    labels: optional(mapOf(isText)),
  });
  return (value): value is IngestRequest => isCommon(value) && hasKindKeys(value);
}

/** True for a request that a workflow can look into; whether it is right is said by its schema, in a step. */
export const hasRequestShape = requestShape(isText);

const isCommonPlan = shaped<Pick<IngestPlan, 'kind' | 'sha256'>>({
  kind: oneOf(DELIVERY_KINDS),
  sha256: optional(oneOf([true])),
});

const isPlan: Check = (value) => isCommonPlan(value) && KINDS[value.kind].isPlan(value);

const hasSliceShape = shaped<SliceInput>({
  ingestion: shaped<Partial<SliceInput['ingestion']>>({
    id: isText,
    runId: optional(isText),
    startedAt: optional(isText),
  }),
  // No step checks it: a host that no queue can have would fail the workflow task again and again.
  request: requestShape(matching(HOST_PATTERN)),
  plan: isPlan,
  shared: () => true,
  from: isCount,
  previous: optional(isRunRef),
});

/** True for the input of a slice's run. */
export function isSliceInput(value: unknown): value is SliceInput {
  return hasSliceShape(value) && isSharedOf(value.plan.kind, value.shared);
}
