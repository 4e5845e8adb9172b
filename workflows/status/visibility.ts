import { patched, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { shownError } from '../../contracts/errors.ts';
import { kindFacts } from '../../contracts/kinds.ts';
import { labelsMemo } from '../../contracts/labels.ts';
import { LEFTOVERS_MEMO, MAX_HASHES_IN_SEARCH_ATTRIBUTE, SUMMARY_MEMO } from '../../contracts/names.ts';
import { notifyMemo } from '../../contracts/notify.ts';
import type { IngestProgress, IngestStatus, Stage } from '../../contracts/progress.ts';
import type { ProgressSummary } from '../../contracts/state.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { followOriginals } from '../ingest/copies.ts';
import { countFiles, toFigures, toProgress, totalFiles } from '../ingest/ingest-progress.ts';
import type { IngestState } from '../ingest/ingest-run.ts';
import { syncOfRun } from '../ingest/of-sync.ts';
import { openSteps } from '../steps/open-steps.ts';
import { currentDetails } from './current-details.ts';
import { tellDetails } from './details-when-asked.ts';
import { leftoversMemo } from './leftovers-memo.ts';
import { standstillOf } from './standstill.ts';

/** Keeps what is seen of a run from outside in step with its state. */
export interface Visibility {
  /** Call after every change: search attributes and memo go out when the stage changes. */
  update(): void;
  /** The figures of the moment. */
  summary(): ProgressSummary;
  /** Keeps in the memo what is waited for, for lists that ask no worker. Call after a change of that. */
  noteWaits(isCancelling: boolean): void;
}

/** The sync that started the run, where one did. */
function ofSync(): Pick<IngestProgress, 'sync'> {
  const sync = syncOfRun();
  return sync === undefined ? {} : { sync };
}

/** Of the files, in their order, as far as they are known. */
function hashesOf({ firstHashes, files }: IngestState): readonly string[] {
  return firstHashes ?? files.flatMap(({ hash }) => (hash === '' ? [] : [hash]));
}

/** What a later request would name the project by that this run has made: it is warned then. */
function projectKeyOf({ request }: IngestState, { kind, projectId }: Figures): { projectKey?: string } {
  const { project, isNewProject } = kindFacts(kind)?.describe?.(request) ?? {};
  if (projectId === undefined || project === undefined || isNewProject !== true) return {};
  return { projectKey: cutText(project, MAX_KEYWORD_LENGTH) };
}

/** What is told of the whole of a run. */
type Figures = ReturnType<typeof toFigures>;

/** Told with every change of stage or status, and with every tenth of the way. */
type OnShown = (summary: ProgressSummary, hashes: readonly string[]) => void;

/** Longer values do not fit the columns of Temporal's SQL visibility stores. */
const MAX_KEYWORD_LENGTH = 255;

/** Characters of a name in the memo: lists show no more. */
const MAX_NAME_LENGTH = 100;

/** Percent between two reports within a stage. */
const REPORT_EVERY_PERCENT = 10;

/** Search attributes, memo and current details of one run. */
export function createVisibility(
  state: IngestState,
  pausedSince: () => string | undefined,
  onShown?: OnShown,
): Visibility {
  let shown: { status: IngestStatus; stage: Stage; project: string | undefined; hashes: number } | undefined;
  let reportedPercent = 0;
  let isCancelling = false;
  /** What the memo has of the run's waits. */
  let noted: string | undefined;

  function summarise(progress: Figures): ProgressSummary {
    return {
      ...(progress.kind === undefined ? {} : { kind: progress.kind }),
      status: progress.status,
      stage: progress.stage,
      percent: progress.percent,
      files: totalFiles(state),
      ...countFiles(state),
      ...(state.request.options?.dryRun === true ? { dryRun: true } : {}),
      ...(progress.projectId === undefined ? {} : { projectId: progress.projectId }),
      ...(progress.projectName === undefined ? {} : { projectName: cutText(progress.projectName, MAX_NAME_LENGTH) }),
      ...projectKeyOf(state, progress),
      ...(progress.pausedSince === undefined ? {} : { pausedSince: progress.pausedSince }),
      ...standstillOf(state, openSteps(), isCancelling),
      ...(state.error === undefined ? {} : { error: shownError(state.error) }),
    };
  }

  function show(progress: Figures): boolean {
    const { status, stage, projectId: project } = progress;
    if (shown?.status === status && shown.stage === stage && shown.project === project) return false;
    const hashes = hashesOf(state);
    upsertSearchAttributes([
      {
        key: { name: 'ModelrailPlatform', type: 'KEYWORD' },
        value: cutText(state.request.platform, MAX_KEYWORD_LENGTH),
      },
      { key: { name: 'ModelrailStatus', type: 'KEYWORD' }, value: status },
      { key: { name: 'ModelrailStage', type: 'KEYWORD' }, value: stage },
      ...(project === undefined
        ? []
        : [
            {
              key: { name: 'ModelrailProject', type: 'KEYWORD' } as const,
              value: cutText(project, MAX_KEYWORD_LENGTH),
            },
          ]),
      // Hashes come one by one; they are told once, when the stage that finds them is over.
      ...(hashes.length === (shown?.hashes ?? 0)
        ? []
        : [
            {
              key: { name: 'ModelrailHash', type: 'KEYWORD_LIST' } as const,
              value: hashes.slice(0, MAX_HASHES_IN_SEARCH_ATTRIBUTE),
            },
          ]),
    ]);
    // Temporal keeps no result of a run that is cancelled.
    const left = status === 'cancelled' && state.leftovers !== undefined ? leftoversMemo(state.leftovers) : undefined;
    noted = standstillKey();
    upsertMemo({
      [SUMMARY_MEMO]: summarise(progress),
      // Clients in other languages set no memo.
      ...(shown === undefined ? { ...notifyMemo(state.request), ...labelsMemo(state.request) } : {}),
      ...(left === undefined ? {} : { [LEFTOVERS_MEMO]: left }),
    });
    shown = { status, stage, project, hashes: hashes.length };
    return true;
  }

  function standstillKey(): string {
    return JSON.stringify(standstillOf(state, openSteps(), isCancelling));
  }

  function noteWaits(): void {
    const now = standstillKey();
    if ((noted ?? '{}') === now || !patched('waits-in-memo')) return;
    noted = now;
    upsertMemo({ [SUMMARY_MEMO]: summarise(toFigures(state, pausedSince())) });
  }

  tellDetails(() => {
    const cancelling = isCancelling && state.outcome === undefined ? { cancelling: true as const } : {};
    return currentDetails({ ...toProgress(state, pausedSince()), ...ofSync(), ...cancelling }, openSteps());
  });

  return {
    update() {
      followOriginals(state.files);
      const figures = toFigures(state, pausedSince());
      const hasChanged = show(figures);
      if (!hasChanged && figures.percent < reportedPercent + REPORT_EVERY_PERCENT) return;
      reportedPercent = figures.percent;
      onShown?.(summarise(figures), hashesOf(state));
    },
    summary: () => summarise(toFigures(state, pausedSince())),
    noteWaits(isCancelled) {
      isCancelling = isCancelled;
      noteWaits();
    },
  };
}
