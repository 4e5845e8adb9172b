import { type Client, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { type ErrorInfo, type ErrorType, errorOf, isErrorType, type KeptError } from '../../contracts/errors.ts';
import { isDelivered } from '../../contracts/kinds.ts';
import { RESULT_QUERY } from '../../contracts/names.ts';
import type { FileProgress, RunRef } from '../../contracts/progress.ts';
import { isResultFor } from '../../contracts/result-shape.ts';
import { englishOf, JOINT, parseSentences, type Sentence, sentenceOf, sentencesIn } from '../../contracts/sentences.ts';
import type { IngestResult } from '../../contracts/state.ts';
import type { SyncChange } from '../../contracts/sync/activities.ts';
import { failureFindings, type SyncFindings } from '../../contracts/sync/report.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type Row, withSuperseded } from '../../lib/sync/rows.ts';
import { readOpening } from '../../lib/temporal-sdk/opening.ts';
import { forgotten } from './hold.ts';

/** Errors that are about a file's content: the same content most likely fails again. */
const OF_THE_CONTENT: ReadonlySet<ErrorType> = new Set([
  'ConversionFailed',
  'ConversionTimeout',
  'PlatformRefused',
  'UnexpectedResponse',
]);

/** What to do about a file that is set aside since a further run might make something twice. */
const DOUBT_ADVICE = sentenceOf(
  'it is set aside, since it may be on the platform all the same: look there. It is delivered again when its time of change is another',
);

/** As much of the result of an ingestion as says what became of its files, and what it made for all of them. */
type Outcome = Pick<IngestResult, 'files' | 'error' | 'kind' | 'told'> & { resume: object };

/**
 * What an ingestion that has ended did with its `count` files: nothing when no worker ever took it up. Error: `NotFound` when
 * Temporal keeps it no more.
 */
export async function readOutcome(
  client: Client,
  sync: string,
  { workflowId, runId }: RunRef,
  count: number,
): Promise<Outcome> {
  const told = await readResult(client, { workflowId, runId }).catch((error: unknown) => {
    throw error instanceof WorkflowNotFoundError ? forgotten(sync, workflowId, count) : error;
  });
  if (told === undefined) {
    const early = sentenceOf('{id} ended before a worker took it up', { id: workflowId });
    return { files: [], error: { type: 'Cancelled', message: englishOf(early) }, told: [early], resume: {} };
  }
  if (isResultFor(told.result, count)) return told.result;
  throw new ModelrailError(
    'UnexpectedResponse',
    sentenceOf('ingestion {id} has a result that this version cannot read', { id: workflowId }),
  );
}

/** By which the errors of an ingestion and of its files are said in other languages. */
export function sentencesOfErrors({ error, files, told }: Outcome): Sentence[] {
  const errors = [error, ...files.map((file) => file.error)];
  return sentencesIn(
    parseSentences(told),
    errors.flatMap((one) => (one === undefined ? [] : [one.message])),
  );
}

/** The result of a run that has ended; undefined of one that no worker ever took up. */
async function readResult(client: Client, { workflowId, runId }: RunRef): Promise<{ result: unknown } | undefined> {
  const handle = client.workflow.getHandle(workflowId, runId, { followRuns: false });
  try {
    return { result: await handle.result() };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    const told: unknown = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
    if (told !== undefined) return { result: told };
    if (!(await readOpening(client, { workflowId, runId })).wasTakenUp) return undefined;
    // One that was cancelled or terminated is asked: a worker, which may be this one, replays it.
    return { result: await handle.query<unknown>(RESULT_QUERY) };
  }
}

/**
 * Files by their positions because of which a request was refused before anything of it was looked into, each with the reason:
 * its words name them as `files[3].name`.
 */
export function refusedFiles({ error, files }: Outcome, count: number): Map<number, ErrorInfo> {
  const refused = new Map<number, ErrorInfo>();
  if (error?.type !== 'InvalidRequest' || files.length > 0) return refused;
  for (const line of error.message.split('\n')) {
    const at = Number(/^files\[(\d+)\]/.exec(line)?.[1] ?? Number.NaN);
    if (at < count && !refused.has(at)) refused.set(at, { type: error.type, message: line });
  }
  return refused;
}

/** How a run goes on with a file that was not delivered. */
interface Undelivered {
  /** Failures with the same content after which it is set aside. */
  retries: number;
  /** What ended its ingestion. */
  error: ErrorInfo | undefined;
  /** The request was refused because of it. */
  isRefused?: boolean;
  /** Something may have been made of it that no call finds again: a further run would make it twice. */
  isDoubtful?: boolean;
}

/** What is remembered of a file after its ingestion, and what is told of it. `old`: what was remembered before. */
export function rowAfter(
  change: SyncChange,
  file: FileProgress | undefined,
  old: Row | undefined,
  { retries, error, isRefused = false, isDoubtful = false }: Undelivered,
): { row?: Row; findings: SyncFindings } {
  const { path, size, version, why, failures = 0, md5, isTold = false } = change;
  if (file !== undefined && isDelivered(file)) {
    const row: Row = { path, size: isTold ? size : file.size, version, md5: file.hash ?? '', id: file.fileId ?? '' };
    const before = [...(old?.superseded ?? []), ...(old?.id ? [old.id] : [])].filter((id) => id !== row.id);
    return {
      row: withSuperseded(row, before, old?.supersededBefore),
      findings: why === 'new' ? { new: 1 } : { changed: 1 },
    };
  }
  const known: KeptError = file?.error ?? error ?? errorOf('Internal', sentenceOf('the ingestion says nothing of it'));
  const reason = isDoubtful ? withAdvice(known) : known;
  // It vanished between scan and reading: then it is not there, and the next scan says so. What a manifest has is not looked at.
  if (reason.type === 'SourceNotFound' && !isTold) return { findings: {} };
  if (reason.type === 'SourceChanged' && md5 === undefined) return { findings: { waiting: [path] } };
  const findings = failureFindings([{ path, error: reason }]);
  if (isRefused || isDoubtful) {
    const row: Row = {
      md5: '',
      id: '',
      ...knownOf(old),
      path,
      size,
      version,
      failures: Math.max(1, retries),
      aside: true,
    };
    return { row, findings: { ...findings, setAside: [path] } };
  }
  if (!isErrorType(reason.type) || !OF_THE_CONTENT.has(reason.type)) return { findings };
  const row: Row = { md5: '', id: '', ...knownOf(old), path, size, version, failures: failures + 1 };
  if (failures + 1 < retries) return { row, findings };
  return { row: { ...row, aside: true }, findings: { ...findings, setAside: [path] } };
}

function withAdvice({ message, told = [], ...error }: KeptError): KeptError {
  return { ...error, message: `${message}${JOINT}${englishOf(DOUBT_ADVICE)}`, told: [...told, DOUBT_ADVICE] };
}

/** What is still known of a file that was delivered once. */
function knownOf(old: Row | undefined): Partial<Row> {
  if (old === undefined) return {};
  const { gone: _gone, removing, ...known } = old;
  if (removing !== true) return known;
  // Whether the platform has it is not known, so it counts as never delivered.
  return withSuperseded({ ...known, md5: '', id: '' }, [...(known.superseded ?? []), known.id], known.supersededBefore);
}
