import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { errorOf, isErrorType, type KeptError } from '../../contracts/errors.ts';
import type { RunRef } from '../../contracts/progress.ts';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { handleOf, readCloseEvent } from '../runs/run.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { parseResult } from './progress-summary.ts';

/** What can be known of a run that has ended without asking a worker. */
export interface Outcome {
  /** What the run itself said at its end. */
  result?: ReturnType<typeof parseResult>;
  /** Why it failed. */
  error?: KeptError;
}

/** The name under which Temporal's server itself ends runs that exceed its limits. */
const SERVER_IDENTITY = 'history-service';

const TOO_LATE = sentenceOf('the run exceeded the time limit that its starter gave it in Temporal');

/** A run, and how it stands in Temporal. */
type EndingRun = RunRef & { status: { name: string } };

/** Reads how a run ended. Nothing is known of one that is open. */
export async function readOutcome(temporal: Temporal, run: EndingRun): Promise<Outcome> {
  switch (run.status.name) {
    case 'COMPLETED':
    case 'FAILED':
      return await readResult(temporal, run);
    case 'CANCELLED':
      return { error: errorOf('Cancelled', sentenceOf('the ingestion was cancelled')) };
    case 'TERMINATED':
      return { error: await readTermination(temporal, run) };
    case 'TIMED_OUT':
      return { error: errorOf('Internal', TOO_LATE) };
    default:
      return {};
  }
}

async function readResult(temporal: Temporal, run: RunRef): Promise<Outcome> {
  return await temporal.call(async () => {
    try {
      return { result: parseResult(await handleOf(temporal, run).result()) };
    } catch (error) {
      if (error instanceof WorkflowFailedError) return fromFailure(error.cause);
      throw error;
    }
  });
}

function fromFailure(failure: Error | undefined): Outcome {
  const message = failure?.message || undefined;
  if (message === undefined) return { error: errorOf('Internal', sentenceOf('the run failed without a message')) };
  if (!(failure instanceof ApplicationFailure)) return { error: { type: 'Internal', message } };
  const type = isErrorType(failure.type) ? failure.type : 'Internal';
  return { result: parseResult(failure.details?.[0]), error: { type, message } };
}

async function readTermination(temporal: Temporal, run: RunRef): Promise<KeptError> {
  const event = (await readCloseEvent(temporal, run))?.workflowExecutionTerminatedEventAttributes;
  const type = event?.identity === SERVER_IDENTITY ? 'Internal' : 'Cancelled';
  return errorOf(type, terminated(event?.identity || undefined, event?.reason || undefined));
}

function terminated(who: string | undefined, reason: string | undefined): Sentence {
  if (who === undefined) {
    return reason === undefined
      ? sentenceOf('the run was terminated in Temporal')
      : sentenceOf('the run was terminated in Temporal: {reason}', { reason });
  }
  return reason === undefined
    ? sentenceOf('the run was terminated in Temporal by {who}', { who })
    : sentenceOf('the run was terminated in Temporal by {who}: {reason}', { who, reason });
}
