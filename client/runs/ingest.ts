import { randomInt } from 'node:crypto';
import { WorkflowIdReusePolicy } from '@temporalio/common';
import { INGESTION_ID_PATTERN, REQUEST_DIGEST_MEMO } from '../../contracts/names.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { firstRunId } from '../../lib/temporal-sdk/first-run-id.ts';
import type { IngestStarted, IngestStartOptions } from '../modelrail.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { checkRequest } from './check-request.ts';
import { requestDigest } from './request-digest.ts';
import { attributeKeys, describeRun, type Run, readInput, statusOfRun } from './run.ts';
import { type NewRun, startRun } from './start-run.ts';
import { userAtHost } from './started-by.ts';

/** See `Modelrail.ingest`. */
export async function startIngestion(
  temporal: Temporal,
  request: IngestRequest,
  { id = createIngestionId(), skipped, startedBy = userAtHost() }: IngestStartOptions = {},
): Promise<IngestStarted> {
  checkId(id);
  checkRequest(request);
  const runId = await startOnce(temporal, { request, id, startedBy, ...(skipped === undefined ? {} : { skipped }) });
  return runId === undefined ? attach(temporal, request, id) : { id, runId, isAttached: false };
}

/** See `Modelrail.attach`. */
export async function attachToIngestion(
  temporal: Temporal,
  request: IngestRequest,
  id: string,
): Promise<IngestStarted | undefined> {
  try {
    await describeRun(temporal, id);
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return undefined;
    throw error;
  }
  return attach(temporal, request, id);
}

/** An id that sorts by time and can be read aloud: `20260131-174502-x7k2qa` (UTC). */
export function createIngestionId(): string {
  const [date, time] = new Date()
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .split('T');
  const random = randomInt(36 ** 6)
    .toString(36)
    .padStart(6, '0');
  return `${date}-${time}-${random}`;
}

function checkId(id: string): void {
  if (INGESTION_ID_PATTERN.test(id)) return;
  const words = sentenceOf('the id "{id}" is not usable: 1 to 200 of A-Z a-z 0-9 . _ - are allowed', { id });
  throw new ModelrailError('InvalidRequest', words);
}

async function startOnce(
  temporal: Temporal,
  run: Pick<NewRun, 'request' | 'id' | 'skipped' | 'startedBy'>,
): Promise<string | undefined> {
  try {
    return await startRun(temporal, { ...run, reusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE });
  } catch (error) {
    if (!(error instanceof ModelrailError) || error.type !== 'TemporalUnavailable') throw error;
    const message = sentenceOf(
      '{reason}. Whether ingestion {id} was started is not known; asking again with this id is safe',
      { reason: error.toPart(), id: run.id },
    );
    throw new ModelrailError(error.type, message, { isRetryable: true, outcomeUnknown: true, cause: error });
  }
}

async function attach(temporal: Temporal, request: IngestRequest, id: string): Promise<IngestStarted> {
  const run = await describeTaken(temporal, id);
  if ((await digestOf(temporal, run)) !== requestDigest(request)) {
    const message = sentenceOf(
      'ingestion {id} exists with another request: choose another id, or leave it out to get a new one',
      { id },
    );
    throw new ModelrailError('AlreadyExists', message);
  }
  const attached = { id, runId: firstRunId(run), isAttached: true };
  if (run.closeTime === undefined) return attached;
  const status = statusOfRun(run.status.name, run.typedSearchAttributes.get(attributeKeys.status));
  return { ...attached, status, closedAt: run.closeTime.toISOString() };
}

async function describeTaken(temporal: Temporal, id: string): Promise<Run> {
  try {
    return await describeRun(temporal, id);
  } catch (error) {
    if (!(error instanceof ModelrailError) || error.type !== 'NotFound') throw error;
    const message = sentenceOf('the id {id} belongs to a workflow that is no ingestion: choose another', { id });
    throw new ModelrailError('AlreadyExists', message, { cause: error });
  }
}

/** Clients in other languages set no memo: their request is taken from the history. */
async function digestOf(temporal: Temporal, run: Run): Promise<unknown> {
  const digest = run.memo?.[REQUEST_DIGEST_MEMO];
  return typeof digest === 'string' ? digest : requestDigest((await readInput(temporal, run))[0]);
}
