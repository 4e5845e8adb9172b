import type { temporal as proto } from '@temporalio/proto';
import type { TransferCount } from '../contracts/activities.ts';
import type { ErrorInfo } from '../contracts/errors.ts';
import type { FileProgress, Stage } from '../contracts/progress.ts';
import type { FileRecord } from '../contracts/state.ts';
import { addTransferCount } from '../contracts/transfer-count.ts';
import { readFirstPayload } from '../lib/temporal-sdk/payloads.ts';
import { advanceFile } from './advance-file.ts';

type HistoryEvent = proto.api.history.v1.IHistoryEvent;

/** What the steps up to the upload are given and answer for each file; see `contracts/activities.ts`. */
interface FileFacts {
  index: number;
  state?: 'ok' | 'complete' | 'unmerged' | 'failed' | 'deferred';
  size?: number;
  hash?: string;
  warning?: string;
  count?: TransferCount;
  record?: FileRecord;
  error?: ErrorInfo;
}

/** The stage that files are in once a step was given them. */
const STAGE_OF_STEP: Readonly<Record<string, Stage>> = {
  inspectSources: 'fingerprint',
  fingerprintFiles: 'fingerprint',
  transferChunks: 'upload',
  mergeFiles: 'merge',
  synchronizeFiles: 'synchronize',
  awaitMerged: 'synchronize',
};

/** Files as far as the steps in a history brought them; steps behind the upload do not tell of single files. */
export function replayFiles(files: readonly FileProgress[], events: readonly HistoryEvent[]): FileProgress[] {
  const replayed = [...files];
  const steps = new Map<string, string>();
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    const completed = event.activityTaskCompletedEventAttributes;
    if (scheduled) {
      const step = scheduled.activityType?.name ?? '';
      steps.set(String(event.eventId), step);
      takeInput(replayed, step, decode(scheduled.input));
    }
    if (completed) takeAnswer(replayed, steps.get(String(completed.scheduledEventId)) ?? '', decode(completed.result));
  }
  return replayed;
}

function takeInput(files: FileProgress[], step: string, input: ReturnType<typeof decode>): void {
  const stage = STAGE_OF_STEP[step];
  for (const { index, size, hash } of stage === undefined ? [] : input.files) {
    const file = files[index];
    if (file === undefined || stage === undefined) continue;
    const bytes = size ?? file.size;
    const chunks = input.chunkSizeBytes === undefined ? file.upload.chunks : Math.ceil(bytes / input.chunkSizeBytes);
    const known = { ...file, size: bytes, hash: hash ?? file.hash, upload: { ...file.upload, chunks } };
    files[index] = advanceFile(known, stage, stage === 'upload');
  }
}

function takeAnswer(files: FileProgress[], step: string, answer: ReturnType<typeof decode>): void {
  if (STAGE_OF_STEP[step] === undefined) return;
  for (const { index, state, size, hash, warning, count, record, error } of answer.files) {
    const file = files[index];
    if (file === undefined || state === 'deferred') continue;
    const upload = addTransferCount(file.upload, count);
    const known: FileProgress = {
      ...file,
      size: size ?? file.size,
      hash: hash ?? file.hash,
      upload: {
        ...upload,
        instant: upload.instant || (state === 'complete' && count?.sent === 0 && upload.sent === 0),
      },
      ...(warning === undefined ? {} : { warning }),
      ...(record === undefined ? {} : { fileId: record.id, path: record.path }),
    };
    if (state === 'failed') files[index] = { ...known, status: 'failed', ...(error === undefined ? {} : { error }) };
    else files[index] = advanceFile(known, stageAfter(step, state));
  }
}

function stageAfter(step: string, state: FileFacts['state']): Stage {
  if (state === 'complete') return 'convert';
  return step === 'fingerprintFiles' ? 'upload' : 'fingerprint';
}

function decode(payloads: proto.api.common.v1.IPayloads | null | undefined): {
  files: FileFacts[];
  chunkSizeBytes?: number;
} {
  const value = readFirstPayload(payloads);
  const hasFiles = typeof value === 'object' && value !== null && 'files' in value && Array.isArray(value.files);
  return hasFiles ? (value as { files: FileFacts[]; chunkSizeBytes?: number }) : { files: [] }; // as: only our own steps take and answer files
}
