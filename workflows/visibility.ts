import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { MAX_HASHES_IN_SEARCH_ATTRIBUTE, SUMMARY_MEMO } from '../contracts/names.ts';
import type { IngestStatus, Stage } from '../contracts/progress.ts';
import type { ProgressSummary } from '../contracts/state.ts';
import { currentDetails } from './current-details.ts';
import { countFiles, type IngestState, stageOf, toProgress } from './ingest-state.ts';

/** Keeps what is seen of a run from outside in step with its state. */
export interface Visibility {
  /** Call after every change: the details cost nothing, search attributes and memo go out when the stage changes. */
  update(): void;
}

/** Longer values do not fit the columns of Temporal's SQL visibility stores. */
const MAX_KEYWORD_LENGTH = 255;

/** Search attributes, memo and current details of one run. */
export function createVisibility(state: IngestState, isPaused: () => boolean): Visibility {
  let shown: { status: IngestStatus; stage: Stage; project: string | undefined; hashes: number } | undefined;

  return {
    update() {
      const progress = toProgress(state, isPaused());
      setCurrentDetails(currentDetails(progress));
      const hashes = state.files.flatMap((file) => (file.hash === '' ? [] : [file.hash]));
      // Hashes come one by one; they are told once, when the stage that finds them is over.
      const next = {
        status: progress.status,
        stage: stageOf(state),
        project: progress.projectId,
        hashes: hashes.length,
      };
      if (shown?.status === next.status && shown.stage === next.stage && shown.project === next.project) return;

      upsertSearchAttributes([
        {
          key: { name: 'ModelrailPlatform', type: 'KEYWORD' },
          value: state.request.platform.slice(0, MAX_KEYWORD_LENGTH),
        },
        { key: { name: 'ModelrailStatus', type: 'KEYWORD' }, value: next.status },
        { key: { name: 'ModelrailStage', type: 'KEYWORD' }, value: next.stage },
        ...(next.project === undefined
          ? []
          : [{ key: { name: 'ModelrailProject', type: 'KEYWORD' } as const, value: next.project }]),
        ...(hashes.length === (shown?.hashes ?? 0)
          ? []
          : [
              {
                key: { name: 'ModelrailHash', type: 'KEYWORD_LIST' } as const,
                value: hashes.slice(0, MAX_HASHES_IN_SEARCH_ATTRIBUTE),
              },
            ]),
      ]);
      const summary: ProgressSummary = {
        status: next.status,
        stage: next.stage,
        percent: progress.percent,
        files: state.files.length,
        ...countFiles(state),
        ...(progress.projectId === undefined ? {} : { projectId: progress.projectId }),
        ...(state.error === undefined ? {} : { error: state.error }),
      };
      upsertMemo({ [SUMMARY_MEMO]: summary });
      shown = next;
    },
  };
}
