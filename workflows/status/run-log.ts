import { ContinueAsNew, isCancellation, log } from '@temporalio/workflow';
import { shownError } from '../../contracts/errors.ts';
import { RUN_LINE, type RunEnd, type RunLine } from '../../contracts/run-lines.ts';
import type { SyncReport } from '../../contracts/sync/report.ts';
import { countFiles, totalFiles } from '../ingest/ingest-progress.ts';
import type { IngestState } from '../ingest/ingest-run.ts';
import { toErrorInfo } from '../steps/failure-info.ts';

/** Tells the log of the worker what the run does. The words are the worker's. */
export function logRun(line: RunLine): void {
  const isBad = line.status === 'failed' || line.status === 'partial';
  log[isBad ? 'warn' : 'info'](`${line.run} ${line.event}`, { [RUN_LINE]: line });
}

/** Does the work of a run between the lines of its beginning and its end; `endOf` says how it ended. */
export async function logged<Result extends { status: string }>(
  line: Pick<RunLine, 'run' | 'id' | 'platform' | 'count'>,
  work: () => Promise<Result>,
  endOf: (result: Result) => End,
): Promise<Result> {
  logRun({ ...line, event: 'begins' });
  try {
    const result = await work();
    logRun({ ...line, event: 'ends', ...endOf(result) });
    return result;
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    const end = isCancellation(error) ? { status: 'cancelled' as const } : { status: 'failed' as const, ...why(error) };
    logRun({ ...line, event: 'ends', ...end });
    throw error;
  }
}

type End = Pick<RunLine, 'count' | 'delivered' | 'failed' | 'error'> & { status: RunEnd };

/** How an ingestion or a slice ended. */
export function endOfState(state: IngestState): End {
  const status = state.outcome?.status;
  return {
    status: status === undefined || status === 'running' || status === 'paused' ? 'failed' : status,
    count: totalFiles(state),
    ...countFiles(state),
    ...(state.error === undefined ? {} : { error: shownError(state.error) }),
  };
}

/** How a run of a sync or a mirror ended; of its failures the first thousand are counted. */
export function endOfReport(report: SyncReport): End {
  return {
    status: report.status === 'running' ? 'failed' : report.status,
    count: report.found,
    delivered: report.new + report.changed,
    failed: report.failed.length,
    ...(report.error === undefined ? {} : { error: report.error }),
  };
}

function why(error: unknown): Pick<RunLine, 'error'> {
  try {
    return { error: toErrorInfo(error) };
  } catch {
    // No failure of a step: Temporal has its words.
    return {};
  }
}
