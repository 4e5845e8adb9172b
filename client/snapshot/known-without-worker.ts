import { isSliceInput } from '../../contracts/input-shapes.ts';
import { leftoverSentence, leftoverText, parseLeftovers } from '../../contracts/leftovers.ts';
import { LEFTOVERS_MEMO, SUMMARY_MEMO } from '../../contracts/names.ts';
import { totalPercent } from '../../contracts/percent.ts';
import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import { englishOf, sentenceOf, toldWith } from '../../contracts/sentences.ts';
import { firstRunId } from '../../lib/temporal-sdk/first-run-id.ts';
import { attributeKeys, inputOf, type Run, readHistory, statusOfRun } from '../runs/run.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { advanceFile } from './advance-file.ts';
import { type PendingActivity, pendingActivities } from './pending-activity.ts';
import { parseResult, parseSummary } from './progress-summary.ts';
import { replayFiles, replayKind } from './replay-files.ts';
import { replaySlices } from './replay-slices.ts';
import { parseRequest, requestedFiles } from './requested-files.ts';

/** Begun a moment after the query, so that both together stay below two seconds; what is read by then has to do. */
const READ_TIMEOUT_MS = 1_000;

const NOTE = sentenceOf('no worker answered: this is the last state that Temporal knows');
const PARTLY_READ_NOTE = sentenceOf(
  'no worker answered, and not all that Temporal knows of it could be read in time: look again for the rest',
);

/** Whether no worker answered and the history could be read in part only. */
export function isPartlyRead({ note }: { note?: string }): boolean {
  return note === englishOf(PARTLY_READ_NOTE);
}

/** The state of a run from its memo and its pending steps, as far as they go beyond `base`. */
export function knownWithoutWorker(run: Run, base: IngestProgress): IngestProgress {
  const summary = parseSummary(run.memo?.[SUMMARY_MEMO]);
  const attribute = run.typedSearchAttributes.get(attributeKeys.status) ?? summary?.status;
  const kind = base.kind ?? summary?.kind;
  const isOpen = run.closeTime === undefined;
  // Of an open run the stage is that of the file that is furthest behind.
  const atLeast = isOpen && summary !== undefined ? summary.stage : 'fingerprint';
  const sending = isOpen ? filesInTransfer(pendingActivities(run)) : new Set<number>();
  const files = base.files.map((file, index) => {
    const isSending = sending.has(index);
    const known = file.status === 'failed' ? file : advanceFile(kind, file, atLeast);
    return isSending ? advanceFile(kind, known, 'upload', true) : known;
  });
  const { pausedSince: _pausedSince, ...rest } = base;
  const left = isOpen ? [] : parseLeftovers(run.memo?.[LEFTOVERS_MEMO]);
  const status = statusOfRun(run.status.name, attribute);
  const note = isPartlyRead(base) ? PARTLY_READ_NOTE : NOTE;
  return {
    ...rest,
    ...(kind === undefined ? {} : { kind }),
    files,
    status,
    ...(status === 'paused' && summary?.pausedSince !== undefined ? { pausedSince: summary.pausedSince } : {}),
    stage: summary?.stage ?? base.stage,
    percent: Math.max(summary?.percent ?? 0, base.percent, totalPercent(files)),
    ...(summary?.projectId === undefined ? {} : { projectId: summary.projectId }),
    ...(summary?.projectName === undefined ? {} : { projectName: summary.projectName }),
    ...(summary?.error === undefined ? {} : { error: summary.error }),
    ...(left.length === 0 ? {} : { leftovers: left.map(leftoverText) }),
    note: englishOf(note),
    ...toldWith([...(base.told ?? []), ...left.map(leftoverSentence), note]),
  };
}

function filesInTransfer(activities: readonly PendingActivity[]): Set<number> {
  const beats = activities.map(({ heartbeat }) => heartbeat);
  return new Set(beats.flatMap((beat) => (beat?.step === 'transfer' ? Object.keys(beat.files).map(Number) : [])));
}

/**
 * The state of a run as far as its history tells it: what was asked for (`requested` where the run's input is no
 * request), and what the steps so far have answered. What is read at `deadline` has to do; where that is not all, a note
 * says so.
 */
export async function readFromHistory(
  temporal: Temporal,
  run: Run,
  requested?: readonly FileProgress[],
  deadline = Date.now() + READ_TIMEOUT_MS,
): Promise<IngestProgress> {
  const { events, isWhole } = await readHistory(temporal, run, deadline);
  const input = inputOf(events);
  const slices = replaySlices(events, parseResult(input[1])?.slices);
  const kind = replayKind(events) ?? kindOfSlice(input[0]);
  const replayed =
    slices === undefined ? replayFiles(kind, requested ?? requestedFiles(input), events) : { files: [], told: [] };
  return {
    id: run.workflowId,
    runId: firstRunId(run),
    platform: parseRequest(input)?.platform ?? run.typedSearchAttributes.get(attributeKeys.platform) ?? '',
    ...(kind === undefined ? {} : { kind }),
    status: 'running',
    stage: 'fingerprint',
    percent: 0,
    files: replayed.files,
    ...(slices === undefined ? {} : { slices }),
    startedAt: run.startTime.toISOString(),
    ...(isWhole ? {} : { note: englishOf(PARTLY_READ_NOTE) }),
    ...toldWith([...replayed.told, ...(isWhole ? [] : [PARTLY_READ_NOTE])]),
  };
}

/** A slice is given its plan. */
function kindOfSlice(input: unknown): string | undefined {
  return isSliceInput(input) ? input.plan.kind : undefined;
}
