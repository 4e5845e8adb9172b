import { WorkflowNotFoundError } from '@temporalio/client';
import { parseSendingLimits, type SendingLimits } from '../../contracts/limits.ts';
import { PAUSE_SIGNAL, RESUME_SIGNAL, SET_SIGNAL } from '../../contracts/names.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { parseBandwidth } from '../../lib/transfer/bandwidth.ts';
import { keptOf } from '../../lib/words/kept.ts';
import { toldOf } from '../../lib/words/words.ts';
import { attributeKeys, describeRun, handleOf, type Run, statusOfRun } from '../runs/run.ts';
import type { Temporal } from '../temporal/temporal.ts';

/** See `Modelrail.pause`. */
export async function pauseIngestion(temporal: Temporal, id: string): Promise<void> {
  const run = await openRun(temporal, id, 'pause');
  await onOpenRun(temporal, run, 'pause', () => handleOf(temporal, run).signal(PAUSE_SIGNAL));
}

/** See `Modelrail.resume`. */
export async function resumeIngestion(temporal: Temporal, id: string): Promise<void> {
  const run = await openRun(temporal, id, 'resume');
  await onOpenRun(temporal, run, 'resume', () => handleOf(temporal, run).signal(RESUME_SIGNAL));
}

/** See `Modelrail.cancel`. */
export async function cancelIngestion(temporal: Temporal, id: string): Promise<void> {
  const run = await openRun(temporal, id, 'cancel');
  await onOpenRun(temporal, run, 'cancel', () => handleOf(temporal, run).cancel());
}

/** See `Modelrail.set`. */
export async function setLimits(temporal: Temporal, id: string, wanted: SendingLimits): Promise<void> {
  const limits = checkLimits(wanted);
  const run = await openRun(temporal, id, 'set');
  await onOpenRun(temporal, run, 'set', () => handleOf(temporal, run).signal(SET_SIGNAL, limits));
}

function checkLimits({ concurrency, bwlimit }: SendingLimits): SendingLimits {
  if (bwlimit !== undefined) parseBandwidth(bwlimit);
  const limits = parseSendingLimits({ concurrency, bwlimit });
  if (limits !== undefined) return limits;
  throw new ModelrailError(
    'InvalidRequest',
    concurrency === undefined
      ? sentenceOf('nothing to set: give bwlimit, concurrency or both')
      : sentenceOf('concurrency must be a whole number of at least 1, not {concurrency}', { concurrency }),
  );
}

async function openRun(temporal: Temporal, id: string, verb: string): Promise<Run> {
  const run = await describeRun(temporal, id);
  if (run.closeTime !== undefined) throw alreadyEnded(run, verb);
  return run;
}

/** A run that ends between two calls is reported as one that had ended before. */
async function onOpenRun(temporal: Temporal, run: Run, verb: string, act: () => Promise<unknown>): Promise<void> {
  const hadEnded = await temporal.call(async () => {
    try {
      await act();
      return false;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return true;
      throw error;
    }
  });
  if (hadEnded) throw alreadyEnded(await describeRun(temporal, run.workflowId), verb);
}

function alreadyEnded(run: Run, verb: string): ModelrailError {
  const status = statusOfRun(run.status.name, run.typedSearchAttributes.get(attributeKeys.status));
  const when = run.closeTime?.toISOString() ?? toldOf('a moment ago');
  const filling = { id: run.workflowId, when, status: toldOf(status), verb: toldOf(verb) };
  const ended = toldOf('ingestion {id} ended at {when} ({status}): nothing to {verb}', filling);
  if (status === 'completed') return new ModelrailError('AlreadyExists', ended);
  const overHttp = keptOf(ended);
  return new ModelrailError(
    'AlreadyExists',
    toldOf(
      'ingestion {id} ended at {when} ({status}): nothing to {verb}; `modelrail retry {id}` does again what is not done',
      filling,
    ),
    overHttp === undefined ? {} : { overHttp },
  );
}
