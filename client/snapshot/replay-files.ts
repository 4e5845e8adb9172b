import type { temporal as proto } from '@temporalio/proto';
import type { FileRecord, TransferCount } from '../../contracts/activities.ts';
import { type KeptError, shownError } from '../../contracts/errors.ts';
import type { ModelFormat } from '../../contracts/model-format.ts';
import type { FileProgress, RemoteIds, Stage } from '../../contracts/progress.ts';
import { parseSentences, type Sentence } from '../../contracts/sentences.ts';
import { isFinished, type StepInfo } from '../../contracts/step-info.ts';
import { type StepName, stepInfo } from '../../contracts/steps.ts';
import { addTransferCount } from '../../contracts/transfer-count.ts';
import { readFirstPayload } from '../../lib/temporal-sdk/payloads.ts';
import { advanceFile } from './advance-file.ts';

type HistoryEvent = proto.api.history.v1.IHistoryEvent;

/** The step that fixes a run's plan. */
const PREPARATION = 'prepareIngestion' satisfies StepName;

/** What the steps up to the upload are given and answer for each file; see `contracts/activities.ts`. */
interface FileFacts {
  index: number;
  state?: 'ok' | 'complete' | 'unmerged' | 'failed' | 'deferred';
  size?: number;
  hash?: string;
  format?: ModelFormat;
  warning?: string;
  /** By which the warning is said in other languages. */
  told?: Sentence[];
  count?: TransferCount;
  record?: FileRecord;
  remote?: RemoteIds;
  error?: KeptError;
}

/**
 * Files as far as the steps in a history brought them, and by what their errors and warnings are said in other languages; steps behind
 * the upload do not tell of single files.
 */
export function replayFiles(
  kind: string | undefined,
  files: readonly FileProgress[],
  events: readonly HistoryEvent[],
): { files: FileProgress[]; told: Sentence[] } {
  const replayed = [...files];
  const told: Sentence[] = [];
  const steps = new Map<string, StepInfo>();
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    const completed = event.activityTaskCompletedEventAttributes;
    if (scheduled) {
      const step = stepInfo(scheduled.activityType?.name ?? '');
      if (step?.stage === undefined || step.isQuery) continue;
      steps.set(String(event.eventId), step);
      applyInput(kind, replayed, step.stage, decode(scheduled.input));
    }
    const step = steps.get(String(completed?.scheduledEventId));
    if (completed && step !== undefined) applyAnswer(kind, replayed, step, decode(completed.result), told);
  }
  return { files: replayed, told };
}

function applyInput(
  kind: string | undefined,
  files: FileProgress[],
  stage: Stage,
  input: ReturnType<typeof decode>,
): void {
  for (const { index, size, hash } of input.files) {
    const file = files[index];
    if (file === undefined) continue;
    const bytes = size ?? file.size;
    const chunks = input.chunkSizeBytes === undefined ? file.upload.chunks : Math.ceil(bytes / input.chunkSizeBytes);
    const known = { ...file, size: bytes, hash: hash ?? file.hash, upload: { ...file.upload, chunks } };
    files[index] = advanceFile(kind, known, stage, stage === 'upload');
  }
}

function applyAnswer(
  kind: string | undefined,
  files: FileProgress[],
  step: StepInfo,
  answer: ReturnType<typeof decode>,
  told: Sentence[],
): void {
  for (const { index, state, size, hash, format, warning, count, record, remote, error, told: own } of answer.files) {
    const file = files[index];
    if (file === undefined || state === 'deferred') continue;
    told.push(...parseSentences(own), ...parseSentences(error?.told));
    const upload = addTransferCount(file.upload, count);
    const known: FileProgress = {
      ...file,
      size: size ?? file.size,
      hash: hash ?? file.hash,
      upload: {
        ...upload,
        instant: upload.instant || (state === 'complete' && count?.sent === 0 && upload.sent === 0),
      },
      ...(format === undefined ? {} : { format }),
      ...(warning === undefined ? {} : { warning }),
      ...(record === undefined ? {} : { fileId: record.id, path: record.path }),
      ...(remote === undefined ? {} : { remote }),
    };
    if (state === 'failed') {
      files[index] = { ...known, status: 'failed', ...(error === undefined ? {} : { error: shownError(error) }) };
    } else files[index] = advanceFile(kind, known, (isFinished(state) ? step.after : undefined) ?? file.stage);
  }
}

function decode(payloads: proto.api.common.v1.IPayloads | null | undefined): {
  files: FileFacts[];
  chunkSizeBytes?: number;
} {
  const value = readFirstPayload(payloads);
  const hasFiles = typeof value === 'object' && value !== null && 'files' in value && Array.isArray(value.files);
  return hasFiles ? (value as { files: FileFacts[]; chunkSizeBytes?: number }) : { files: [] }; // as: only our own steps take and answer files
}

/** The kind of platform that a run was prepared for; undefined until it was. */
export function replayKind(events: readonly HistoryEvent[]): string | undefined {
  const prepared = new Set<string>();
  for (const event of events) {
    const { activityType } = event.activityTaskScheduledEventAttributes ?? {};
    if (activityType?.name === PREPARATION) prepared.add(String(event.eventId));
    const completed = event.activityTaskCompletedEventAttributes;
    if (!completed || !prepared.has(String(completed.scheduledEventId))) continue;
    const plan = readFirstPayload(completed.result);
    const hasKind = typeof plan === 'object' && plan !== null && 'kind' in plan;
    if (hasKind && typeof plan.kind === 'string') return plan.kind;
  }
  return undefined;
}
