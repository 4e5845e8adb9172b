import { patched, sleep } from '@temporalio/workflow';
import type { ConversionOutcome } from '../../contracts/chongqing-bim/activities.ts';
import { fileRanges } from '../../contracts/file-ranges.ts';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { describeFiles } from '../ingest/run-files.ts';
import { spanInWords } from '../status/span.ts';
import { isTimeLimit } from '../steps/failure-info.ts';
import { steps } from '../steps/steps.ts';
import type { Timer } from '../steps/timer.ts';
import type { ChongqingBimRun } from './chongqing-bim-run.ts';

/** A task that was submitted, and what is left of the time that it may take. */
export interface ConversionWait {
  modelGroupId: string;
  taskId: string;
  /** When the submission was answered, in milliseconds since 1970. */
  submittedAtMs: number;
  models: readonly RunFile[];
  timer: Timer;
}

/** How a wait ended: as the task did, or with a task that goes on when its time is over. */
export type ConversionEnd = Exclude<ConversionOutcome, { state: 'running' }> | { state: 'late'; sentence: Sentence };

/** Waits until a conversion task ends. A pause stops the wait and does not use up its time. */
export async function awaitConversion(run: ChongqingBimRun, wait: ConversionWait): Promise<ConversionEnd> {
  const { taskId, models, timer } = wait;
  const late: ConversionEnd = {
    state: 'late',
    sentence: sentenceOf('not converted within {span} (task {taskId})', { span: spanInWords(timer.limitMs), taskId }),
  };
  const options = { summary: `wait for ${describeFiles(models)}`, heartbeatTimeoutMs: run.plan.waitHeartbeatMs };
  try {
    const outcome = await run.gate.run(() =>
      timer.measure((timeLimitMs) => steps.awaitConversion(inputOf(run, wait), { ...options, timeLimitMs })),
    );
    return outcome.state === 'running' ? late : outcome;
  } catch (error) {
    if (!isTimeLimit(error)) throw error;
    if (!patched('last-look-at-conversion')) return late;
  }
  // An attempt that failed just before the end ends the step early: its next attempt would be too late.
  await run.gate.run(() => timer.measure((leftMs) => sleep(leftMs)));
  // The time may have passed while no worker looked, or while the platform did not answer. So this look has no limit of its own:
  // a platform that does not answer has not said that the task goes on.
  const last = await run.gate.run(() =>
    steps.awaitConversion(
      { ...inputOf(run, wait), isLastLook: true },
      { ...options, summary: `look once more at ${describeFiles(models)}` },
    ),
  );
  return last.state === 'running' || last.state === 'lost' ? late : last;
}

function inputOf(run: ChongqingBimRun, { modelGroupId, taskId, submittedAtMs, models }: ConversionWait) {
  return {
    platform: run.state.request.platform,
    modelGroupId,
    taskId,
    submittedAtMs,
    models: models.map(({ file }) => ({ hash: file.hash, name: file.name })),
    files: fileRanges([...models.map(({ index }) => index), ...copiesOf(run, models)]),
  };
}

/** Positions of the files that are delivered with these models. */
function copiesOf(run: ChongqingBimRun, models: readonly RunFile[]): number[] {
  const originals = new Set(models.map(({ index }) => index));
  return run.state.files.flatMap(({ sameAs }, position) =>
    sameAs !== undefined && originals.has(sameAs) ? [position] : [],
  );
}
