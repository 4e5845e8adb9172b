import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { errorOf, type KeptError } from '../../contracts/errors.ts';
import { englishOf, parseSentences, sentenceOf, toldWith } from '../../contracts/sentences.ts';
import { emptyReport, failReport, type SyncReport } from '../../contracts/sync/report.ts';
import { REPORT_QUERY } from '../../contracts/sync/run.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { firstRunId } from '../../lib/temporal-sdk/first-run-id.ts';
import { describeOne, handleOf, type Run, readCloseEvent } from '../runs/run.ts';
import { QUERY_TIMEOUT_MS } from '../snapshot/ask-worker.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { RUN_WORKFLOWS } from './schedule.ts';
import type { SyncRun } from './types.ts';

const UNKNOWN = sentenceOf('no worker answers, so what the run has done is not known');

/** See `Syncs.run`. */
export async function readRun(temporal: Temporal, id: string, runId?: string): Promise<SyncRun> {
  const run = await findRun(temporal, id, runId);
  if (!RUN_WORKFLOWS.has(run.type))
    throw new ModelrailError('NotFound', sentenceOf('{id} is no run of a sync', { id }));
  const times = {
    id,
    runId: firstRunId(run),
    startedAt: run.startTime.toISOString(),
    ...(run.closeTime === undefined ? {} : { closedAt: run.closeTime.toISOString() }),
  };
  if (run.closeTime === undefined) return { ...(await askRun(temporal, run)), ...times };
  // Temporal keeps no result of a run that is cancelled; a worker knows it from its history.
  if (run.status.name === 'CANCELLED') return { ...(await askRun(temporal, run)), ...times, status: 'cancelled' };
  return { ...(await readReport(temporal, run)), ...times };
}

/** The run of an id that began with `runId`, by default the latest: a run with much to do goes on in further ones. */
async function findRun(temporal: Temporal, id: string, runId: string | undefined): Promise<Run> {
  let run = await describeOne(temporal, id);
  if (runId === undefined || firstRunId(run) === runId) return run;
  run = await describeOne(temporal, id, runId);
  while (run.status.name === 'CONTINUED_AS_NEW') {
    const { workflowExecutionContinuedAsNewEventAttributes: next } = (await readCloseEvent(temporal, run)) ?? {};
    if (!next?.newExecutionRunId) break;
    run = await describeOne(temporal, id, next.newExecutionRunId);
  }
  return run;
}

async function askRun(temporal: Temporal, run: Run): Promise<SyncReport & { note?: string }> {
  try {
    const report = await temporal.call(
      () => handleOf(temporal, run).query<SyncReport>(REPORT_QUERY),
      Date.now() + QUERY_TIMEOUT_MS,
    );
    return { ...emptyReport(), ...report };
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
    return { ...emptyReport(), note: englishOf(UNKNOWN), told: [UNKNOWN] };
  }
}

async function readReport(temporal: Temporal, run: Run): Promise<SyncReport> {
  return await temporal.call(async () => {
    try {
      // as: what this workflow answers; one of an earlier version knew less
      return { ...emptyReport(), ...((await handleOf(temporal, run).result()) as SyncReport) };
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      return fromFailure(error.cause, run);
    }
  });
}

/** The report of a run that failed is the first detail of how it ended. */
function fromFailure(cause: Error | undefined, run: Run): SyncReport {
  const told: unknown = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  if (isReport(told)) return { ...emptyReport(), ...told };
  const report = emptyReport();
  failReport(report, whyFailed(cause, told, run));
  return report;
}

function whyFailed(cause: Error | undefined, details: unknown, { status }: Run): KeptError {
  if (status.name === 'TERMINATED') return errorOf('Internal', sentenceOf('the run was terminated in Temporal'));
  if (cause === undefined) return errorOf('Internal', sentenceOf('the run ended as {status}', { status: status.name }));
  const isTold = typeof details === 'object' && details !== null && 'told' in details;
  return { type: 'Internal', message: cause.message, ...toldWith(isTold ? parseSentences(details.told) : []) };
}

function isReport(value: unknown): value is SyncReport {
  return typeof value === 'object' && value !== null && 'status' in value && 'ingestions' in value;
}
