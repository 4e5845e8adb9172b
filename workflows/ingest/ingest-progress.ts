import { shownError } from '../../contracts/errors.ts';
import { isDelivered } from '../../contracts/kinds.ts';
import { leftoverText } from '../../contracts/leftovers.ts';
import { filePercent, totalPercent } from '../../contracts/percent.ts';
import { RESULT_TOLD_MAX_BYTES, RESULT_WORDS_MAX_BYTES } from '../../contracts/policies.ts';
import {
  type FileProgress,
  type IngestProgress,
  type SliceProgress,
  STAGES,
  type Stage,
} from '../../contracts/progress.ts';
import { type Sentence, toldWith } from '../../contracts/sentences.ts';
import { shownSource } from '../../contracts/source-path.ts';
import type { FileState, IngestResult } from '../../contracts/state.ts';
import { cutToBytes } from '../../contracts/utf8.ts';
import type { IngestState } from './ingest-run.ts';
import { isAlive, isBegun } from './ingest-state.ts';
import { toKeep } from './stray-records.ts';

/** Files that are delivered, and files that failed. */
export function countFiles(state: IngestState): { delivered: number; failed: number } {
  let delivered = 0;
  let failed = 0;
  for (const slice of state.slices ?? []) {
    delivered += slice.delivered;
    failed += slice.failed;
  }
  for (const file of state.files) {
    if (isDelivered(file)) delivered += 1;
    if (file.status === 'failed') failed += 1;
  }
  return { delivered, failed };
}

/** Number of all files, those of slices among them. */
export function totalFiles(state: IngestState): number {
  return state.slices?.reduce((sum, { count }) => sum + count, 0) ?? state.files.length;
}

/** The least advanced stage of the files that still go on. */
export function stageOf(state: IngestState): Stage {
  const parts = state.slices ?? state.files;
  if (state.outcome !== undefined) {
    const isThrough = state.outcome.status === 'completed' || state.outcome.status === 'partial';
    return isThrough ? 'done' : (STAGES[Math.max(...parts.map(stageIndex), 0)] ?? 'fingerprint');
  }
  // Until the request is checked there are no files.
  if (parts.length === 0) return 'fingerprint';
  const open = state.slices?.filter(isOpenSlice) ?? state.files.filter(isOpenFile);
  return STAGES[Math.min(...open.map(stageIndex), STAGES.length - 1)] ?? 'done';
}

function stageIndex(part: { stage: Stage; reached?: Stage }): number {
  return STAGES.indexOf(shownStage(part));
}

/** A file that has to go back is shown where it was. */
function shownStage({ stage, reached }: { stage: Stage; reached?: Stage }): Stage {
  return reached !== undefined && STAGES.indexOf(reached) > STAGES.indexOf(stage) ? reached : stage;
}

function isOpenFile(file: FileState): boolean {
  return isAlive(file) && !isDelivered(file);
}

/** True while a slice has not come to its end, also before it is started. */
export function isOpenSlice({ status }: SliceProgress): boolean {
  return status === 'running' || status === 'paused';
}

/** Each slice counts by the number of its files: the sizes are not known before they are looked at. */
function slicesPercent(slices: readonly SliceProgress[]): number {
  return totalPercent(slices.map(({ count, percent }) => ({ size: count, percent })));
}

/** How far all files are, told of them as {@link toFileProgress} tells it. */
function filesPercent({ files, delivery }: IngestState): number {
  return totalPercent(
    files.map((file) => ({
      size: file.size,
      status: file.status,
      percent: filePercent(delivery?.kind, { stage: shownStage(file), size: file.size, upload: file.upload }),
    })),
  );
}

/**
 * What is told of the whole of a run, without its files: they may be a thousand, and this is asked for with every change of each.
 */
export function toFigures(state: IngestState, pausedSince: string | undefined): Omit<IngestProgress, 'files'> {
  const percent = state.slices === undefined ? filesPercent(state) : slicesPercent(state.slices);
  const kind = state.delivery?.kind;
  return {
    ...state.identity,
    platform: state.request.platform,
    ...(kind === undefined ? {} : { kind }),
    status: state.outcome?.status ?? (pausedSince === undefined ? 'running' : 'paused'),
    stage: stageOf(state),
    percent: state.outcome?.status === 'completed' ? 100 : percent,
    ...(pausedSince === undefined || state.outcome !== undefined ? {} : { pausedSince }),
    ...(isBegun(state) ? state.delivery.remote(state) : {}),
  };
}

/** The state as users see it; what only the server knows (`waiting`, live bytes, `url`) is added by the client. */
export function toProgress(state: IngestState, pausedSince: string | undefined): IngestProgress {
  const maxBytes = maxWordsBytes(state.files.length);
  return {
    ...toFigures(state, pausedSince),
    files: state.files.map((file) => toFileProgress(file, state, maxBytes)),
    ...(state.slices === undefined ? {} : { slices: state.slices }),
    ...state.remembered,
    ...toldWith(sentencesOf(state), RESULT_TOLD_MAX_BYTES),
    ...(state.dryRun === undefined ? {} : { dryRun: state.dryRun }),
    ...(state.leftovers === undefined ? {} : { leftovers: state.leftovers.map(leftoverText) }),
    ...(state.error === undefined ? {} : { error: shownError(state.error) }),
    ...(state.outcome === undefined ? {} : { closedAt: state.outcome.closedAt }),
  };
}

/** By which errors, warnings and notes are said in other languages: many files share one. What is new comes first, since there is a bound. */
function sentencesOf({ error, remembered, files, toldOfSlices = [], toldBefore = [] }: IngestState): Sentence[] {
  const errors = [error, ...files.map((file) => file.error)].flatMap((one) => one?.told ?? []);
  const ofFiles = files.flatMap(({ told = [] }) => told);
  return [...(remembered?.told ?? []), ...errors, ...toldOfSlices, ...ofFiles, ...toldBefore];
}

/** Bytes of an error's words that are kept for each file: many files share what Temporal takes as a result. */
function maxWordsBytes(files: number): number {
  return Math.min(1_000, Math.floor(RESULT_WORDS_MAX_BYTES / Math.max(1, files)));
}

function toFileProgress(file: FileState, { files, delivery }: IngestState, maxBytes: number): FileProgress {
  const original = file.sameAs === undefined ? undefined : files[file.sameAs];
  const stage = shownStage(file);
  return {
    source: shownSource(file.source),
    name: file.name,
    size: file.size,
    hash: file.hash === '' && isDelivered(file) ? null : file.hash,
    status: file.status,
    stage,
    percent: filePercent(delivery?.kind, { stage, size: file.size, upload: file.upload }),
    upload: file.upload,
    ...(file.record === undefined ? {} : { fileId: file.record.id, path: file.record.path }),
    ...(file.remote === undefined ? {} : { remote: file.remote }),
    ...(original === undefined ? {} : { sameAs: shownSource(original.source) }),
    ...(file.format === undefined ? {} : { format: file.format }),
    ...(file.warning === undefined ? {} : { warning: file.warning }),
    ...(file.notes === undefined ? {} : { notes: file.notes }),
    ...(file.saved === undefined ? {} : { saved: file.saved }),
    ...(file.error === undefined
      ? {}
      : { error: { ...shownError(file.error), message: cutToBytes(file.error.message, maxBytes) } }),
  };
}

/** What a run ends with, and what a later run of the same id starts from. */
export function toResult(state: IngestState, pausedSince?: string): IngestResult {
  return { ...toProgress(state, pausedSince), resume: toResumeState(state) };
}

function toResumeState(state: IngestState): IngestResult['resume'] {
  const strayRecords = toKeep(state.earlierRecords, state.files);
  return {
    ...(isBegun(state) ? state.delivery.resume(state) : {}),
    ...(strayRecords.length === 0 ? {} : { strayRecords }),
    ...(state.leftovers === undefined ? {} : { leftovers: state.leftovers }),
    ...(state.firstHashes === undefined ? {} : { firstHashes: state.firstHashes }),
    ...(state.unread === undefined ? {} : { unread: state.unread }),
  };
}
