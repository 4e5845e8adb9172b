import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { WorkflowIdReusePolicy } from '@temporalio/common';
import { REQUEST_DIGEST_MEMO, RESULT_QUERY, RETRY_UPDATE } from '../../contracts/names.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import type { IngestResult } from '../../contracts/state.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { SYNC_ATTRIBUTE } from '../../lib/sync/sync-attribute.ts';
import { firstRunId } from '../../lib/temporal-sdk/first-run-id.ts';
import { grpcStatus } from '../../lib/temporal-server/refusals.ts';
import { toldOf } from '../../lib/words/words.ts';
import type { RetryOptions, RetryStarted } from '../modelrail.ts';
import { describeRun, handleOf, type Run, readInput, wasTakenUp } from '../runs/run.ts';
import { skippedOf } from '../runs/skipped.ts';
import { startRun } from '../runs/start-run.ts';
import { startedByOf } from '../runs/started-by.ts';
import { queryRun } from '../snapshot/ask-worker.ts';
import { getIngestion } from '../snapshot/get.ts';
import { readOutcome } from '../snapshot/outcome.ts';
import { parseResult } from '../snapshot/progress-summary.ts';
import { failureError } from '../temporal/failure-error.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { replaceSources } from './replace-sources.ts';

const GRPC_FAILED_PRECONDITION = 9;
const UPDATE_TIMEOUT_MS = 5_000;
/** Longer than for `get`: without this answer nothing can be done, and a worker may have to replay the run first. */
const QUERY_TIMEOUT_MS = 5_000;

/** See `Modelrail.retry`. */
export async function retryIngestion(
  temporal: Temporal,
  id: string,
  { sources = {} }: RetryOptions = {},
): Promise<RetryStarted> {
  const run = await describeRun(temporal, id);
  const isReplacing = Object.keys(sources).length > 0;
  if (isReplacing && run.closeTime === undefined) throw stillOpen(id);
  const retriedNow = run.closeTime === undefined ? await retryNow(temporal, run) : undefined;
  if (retriedNow !== undefined) return { id, runId: firstRunId(run), isNewRun: false, retriedNow };
  // It had ended, or has ended just now.
  return await startAgain(temporal, run.closeTime === undefined ? await describeRun(temporal, id) : run, sources);
}

/** Answers how many steps try again now; undefined when the run has ended in the meantime. */
async function retryNow(temporal: Temporal, run: Run): Promise<number | undefined> {
  return await temporal.call(async () => {
    try {
      const answer = await handleOf(temporal, run).executeUpdate<unknown, []>(RETRY_UPDATE);
      return retriedCount(answer);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      if (error instanceof WorkflowUpdateFailedError) throw refusal(error);
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isStuck(error)) throw noWorker(run, error);
      throw error;
    }
  }, Date.now() + UPDATE_TIMEOUT_MS);
}

/** True where the last worker ended in the middle of what the run had for it: Temporal takes no update until another one has it. */
function isStuck(error: unknown): boolean {
  const status = grpcStatus(error);
  return status?.code === GRPC_FAILED_PRECONDITION && /workflow task in failed state/i.test(status.details);
}

function retriedCount(answer: unknown): number {
  const hasCount = typeof answer === 'object' && answer !== null && 'retriedNow' in answer;
  return hasCount ? Number(answer.retriedNow) : 0;
}

async function startAgain(
  temporal: Temporal,
  run: Run,
  sources: NonNullable<RetryOptions['sources']>,
): Promise<RetryStarted> {
  const id = run.workflowId;
  const sync = run.typedSearchAttributes.get(SYNC_ATTRIBUTE);
  if (sync !== undefined) throw ofSync(id, sync);
  const [input, before] = await readInput(temporal, run);
  const previous = await readPrevious(temporal, run, before);
  const original = input as IngestRequest; // as: a worker has parsed it, or will
  const isReplacing = Object.keys(sources).length > 0;
  const request = isReplacing ? replaceSources(original, sources, (await getIngestion(temporal, id)).files) : original;
  const digest = run.memo?.[REQUEST_DIGEST_MEMO];
  const skipped = skippedOf(run);
  const startedBy = startedByOf(run);
  const runId = await startRun(temporal, {
    id,
    request,
    // The request that the id was started with still is its request.
    ...(typeof digest === 'string' ? { digest } : {}),
    ...(previous === undefined ? {} : { previous }),
    ...(skipped === undefined ? {} : { skipped }),
    ...(startedBy === undefined ? {} : { startedBy }),
    reusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    // Two retries of one run are one run: the state that the second starts from would be older than the first's work.
    startKey: `retry-${run.runId}`,
  });
  if (runId !== undefined) return { id, runId, isNewRun: true };
  return { id, runId: firstRunId(await describeRun(temporal, id)), isNewRun: false };
}

/**
 * What the run has done, for the next one to go on from; when no worker ever took it up that is what it was to go on from
 * itself (`before`), or undefined. Without knowing that, nothing may be started: creates that were attempted would be made twice.
 */
async function readPrevious(temporal: Temporal, run: Run, before: unknown): Promise<IngestResult | undefined> {
  const { result } = await readOutcome(temporal, run);
  if (result?.status === 'completed') {
    const when = run.closeTime?.toISOString();
    const told = toldOf('ingestion {id} completed at {when}: nothing to retry', {
      id: run.workflowId,
      when: String(when),
    });
    throw new ModelrailError('AlreadyExists', told);
  }
  if (hasResume(result)) return result;
  if (!(await wasTakenUp(temporal, run))) {
    const known = parseResult(before);
    return hasResume(known) ? known : undefined;
  }
  const answer = await queryRun(temporal, run, RESULT_QUERY, QUERY_TIMEOUT_MS);
  const state = 'value' in answer ? parseResult(answer.value) : undefined;
  if (!hasResume(state)) throw noWorker(run, 'reason' in answer ? answer.reason : undefined);
  return state;
}

function stillOpen(id: string): ModelrailError {
  const message = sentenceOf(
    'ingestion {id} is open: its files get another address once it has ended; cancel it, or wait',
    { id },
  );
  return new ModelrailError('AlreadyExists', message);
}

/** A sync compares its source with what its own runs remember: it would not know of what a retry delivers. */
function ofSync(id: string, sync: string): ModelrailError {
  const overHttp = sentenceOf(
    'ingestion {id} belongs to the sync {sync}, whose next run tries what failed: `POST /v1/syncs/{sync}/trigger` makes one now',
    { id, sync },
  );
  const message = sentenceOf(
    'ingestion {id} belongs to the sync {sync}, whose next run tries what failed: `modelrail sync trigger {sync}` makes one now',
    { id, sync },
  );
  return new ModelrailError('AlreadyExists', message, { overHttp });
}

function hasResume(result: ReturnType<typeof parseResult>): result is IngestResult {
  return result?.resume !== undefined;
}

/** Temporal answers and the request is valid: the answer of a worker is missing. */
function noWorker(run: Run, cause: unknown): ModelrailError {
  const id = run.workflowId;
  const overHttp = sentenceOf('no worker answered for ingestion {id}: retry again once one listens', { id });
  const told = toldOf('no worker answered for ingestion {id}: start one with `modelrail worker` and retry again', {
    id,
  });
  return new ModelrailError('UnexpectedResponse', told, { isRetryable: true, overHttp, cause });
}

function refusal(error: WorkflowUpdateFailedError): ModelrailError {
  const { cause } = error;
  return failureError(cause, error.message, error);
}
