import type { KeptError } from './errors.ts';
import { type DeliveryKind, isSharedOf } from './kinds.ts';
import { isErrorInfo, isHash, isStage, isStatus, isWaiting } from './progress-shapes.ts';
import { isSentence } from './sentences.ts';
import { isBoolean, isCount, isNumber, isText, listOf, optional, shaped } from './shapes.ts';
import type { RegistrationDecision, SliceReport } from './slices.ts';
import type { ProgressSummary } from './state.ts';
import { type StepWaiting, withShortReason } from './waiting.ts';

/** Longer reasons are cut: nothing of ours sends any, and each goes on to other runs and pages. */
const MAX_REASON_LENGTH = 2_000;

const isStepWaiting = shaped<StepWaiting>({
  activityId: isText,
  waiting: optional(isWaiting),
  retryEveryMs: optional(isCount),
});

const isSliceReport = shaped<SliceReport>({
  from: isCount,
  summary: shaped<Pick<ProgressSummary, 'status' | 'stage' | 'percent' | 'delivered' | 'failed'>>({
    status: isStatus,
    stage: isStage,
    percent: isNumber,
    delivered: isCount,
    failed: isCount,
  }),
  hashes: listOf(isHash),
  awaitsRegistration: isBoolean,
  waiting: optional(isWaiting),
});

/** The signal of a step; undefined for anything else, which any client of Temporal may send. */
export function parseStepWaiting(value: unknown): StepWaiting | undefined {
  return isStepWaiting(value) ? shortened(value) : undefined;
}

/** The signal of a slice to its ingestion; undefined for anything else. */
export function parseSliceReport(value: unknown): SliceReport | undefined {
  return isSliceReport(value) ? shortened(value) : undefined;
}

const hasSentences = shaped<Pick<KeptError, 'told'>>({ told: optional(listOf(isSentence)) });
const isFail = shaped<{ error: object }>({ error: (value) => isErrorInfo(value) && hasSentences(value) });

/** The signal of an ingestion to its slice; undefined for anything else. */
export function parseRegistrationDecision(value: unknown, kind: DeliveryKind): RegistrationDecision | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const isKnown =
    value.kind === 'skip' ||
    (value.kind === 'register' && 'shared' in value && value.shared !== undefined && isSharedOf(kind, value.shared)) ||
    (value.kind === 'fail' && isFail(value));
  return isKnown ? (value as RegistrationDecision) : undefined; // as: each kind was checked just now
}

function shortened<T extends StepWaiting | SliceReport>(told: T): T {
  const { waiting } = told;
  if (waiting === undefined) return told;
  return { ...told, waiting: withShortReason(waiting, MAX_REASON_LENGTH) };
}
