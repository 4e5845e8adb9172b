import { patched, sleep, uuid4 } from '@temporalio/workflow';
import {
  CONVERTING_BATCHES,
  MAX_RESUBMISSIONS,
  RESUBMISSION_DELAY_MS,
} from '../../contracts/chongqing-bim/policies.ts';
import type { BatchState } from '../../contracts/chongqing-bim/state.ts';
import { errorOf, type KeptError } from '../../contracts/errors.ts';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { slices } from '../ingest/file-groups.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { failFile } from '../ingest/ingest-state.ts';
import { describeFiles } from '../ingest/run-files.ts';
import { isOutcomeUnknown, toErrorInfo, toKeptError } from '../steps/failure-info.ts';
import { createLimit } from '../steps/limit.ts';
import { steps } from '../steps/steps.ts';
import { createTimer, type Timer } from '../steps/timer.ts';
import { awaitConversion, type ConversionEnd } from './await-conversion.ts';
import type { ChongqingBimRun } from './chongqing-bim-run.ts';
import { spellingOf } from './record-spelling.ts';
import { type Part, sendInParts } from './split-refused.ts';

/** Models that are one task of the platform. */
interface ConversionPart extends Part {
  batch: BatchState;
  /** Counts over all submissions of the task. */
  timer: Timer;
  /** How often the task was submitted and lost before. */
  losses: number;
  /** The platform may have a task of the batch's group already, from an earlier run. */
  mayBeBegun: boolean;
}

/** Converts every uploaded file, as one task for as many models as the platform takes in one. */
export async function convertModels(run: ChongqingBimRun, uploaded: readonly RunFile[]): Promise<void> {
  const limit = createLimit(CONVERTING_BATCHES);
  const { state, plan } = run;
  // What an earlier run saw refused is submitted apart: the others must not fail with it again.
  const wasRefused = ({ index }: RunFile) => state.own.refused.has(index);
  const lists = [uploaded.filter((model) => !wasRefused(model)), uploaded.filter(wasRefused)];
  const parts = lists
    .flatMap((models) => slices(models, plan.maxModelsPerTask))
    .map((models) => createPart(run, models));
  state.own.batches.push(...parts.map(({ batch }) => batch));
  await Promise.all(parts.map((part) => limit(() => convertPart(run, part))));
}

function createPart(run: ChongqingBimRun, models: readonly RunFile[]): ConversionPart {
  const spare = run.state.own.unusedGroupIds.shift();
  const batch: BatchState = {
    modelGroupId: spare ?? uuid4(),
    files: models.map((model) => model.index),
    converted: [],
    group: 'none',
    records: 'none',
  };
  const timer = createTimer(run.plan.convertTimeoutMs);
  return { models, batch, timer, losses: 0, mayBeBegun: spare !== undefined };
}

/** Submits a part, whole or as the parts that the platform takes, and waits for the tasks; while it waits, the rest is submitted. */
async function convertPart(run: ChongqingBimRun, part: ConversionPart): Promise<void> {
  for (const { file } of part.models) file.status = 'converting';
  const waits: Promise<void>[] = [];
  try {
    await sendInParts([part], {
      async send(one) {
        const taskId = await submitOnce(run, one);
        one.batch.taskId = taskId;
        for (const { index } of one.models) run.state.own.refused.delete(index);
        run.changed();
        const wait = awaitEnd(run, one, { taskId, submittedAtMs: Date.now() });
        // Looked at when everything is submitted; until then it is no unhandled rejection.
        wait.catch(() => undefined);
        waits.push(wait);
      },
      wasTaken: () => run.state.own.batches.some(({ taskId }) => taskId !== undefined),
      divide: (refused, groups, error) => divide(run, refused, groups, isOutcomeUnknown(error)),
      giveUp(_, models, { error, isUnfit }) {
        if (isUnfit) for (const { index } of models) run.state.own.refused.add(index);
        failModels(run, models, error);
      },
    });
  } finally {
    await Promise.allSettled(waits);
  }
  await Promise.all(waits);
}

/** Every part is a task with a group of its own. The id of a group that was not begun goes to the next one. */
function divide(
  run: ChongqingBimRun,
  { batch, timer, losses }: ConversionPart,
  groups: readonly (readonly RunFile[])[],
  isBegun: boolean,
): ConversionPart[] {
  const { batches, unusedGroupIds } = run.state.own;
  if (!isBegun) unusedGroupIds.unshift(batch.modelGroupId);
  const parts = groups.map((models) => ({ ...createPart(run, models), losses }));
  const [first] = parts;
  if (first !== undefined) first.timer = timer;
  batches.splice(batches.indexOf(batch), 1, ...parts.map((part) => part.batch));
  return parts;
}

/** Waits for the end of a task; one that the platform loses is submitted again. */
async function awaitEnd(
  run: ChongqingBimRun,
  part: ConversionPart,
  submitted: { taskId: string; submittedAtMs: number },
): Promise<void> {
  const { batch, models, timer, losses } = part;
  try {
    const outcome = await awaitConversion(run, { modelGroupId: batch.modelGroupId, ...submitted, models, timer });
    if (outcome.state !== 'lost') return conclude(run, batch, models, outcome);
    if (losses >= MAX_RESUBMISSIONS) {
      const lost = sentenceOf('the platform lost the conversion task {times} times (last task {taskId})', {
        times: losses + 1,
        taskId: submitted.taskId,
      });
      return failModels(run, models, errorOf('ConversionFailed', lost));
    }
    if (patched('pause-before-resubmission')) await sleep(RESUBMISSION_DELAY_MS * 2 ** losses);
  } catch (error) {
    return failModels(run, models, toKeptError(error));
  }
  await convertPart(run, { ...part, losses: losses + 1 });
}

/**
 * Submits a part. Where its group "exists" by a submission whose answer never came, it goes into another one: no call finds
 * the task of the first.
 */
async function submitOnce(run: ChongqingBimRun, part: ConversionPart): Promise<string> {
  for (let groups = 1; ; groups += 1) {
    try {
      return await submit(run, part);
    } catch (error) {
      const isTaken = toErrorInfo(error).type === 'AlreadyExists' && (part.mayBeBegun || isOutcomeUnknown(error));
      if (!isTaken || groups > MAX_RESUBMISSIONS || !patched('another-group-where-one-exists')) throw error;
      part.batch.modelGroupId = uuid4();
      part.mayBeBegun = false;
    }
  }
}

/** Submits a part once; `untoldTasks` says at every moment whether a task may be there that no answer told of. */
async function submit(run: ChongqingBimRun, part: ConversionPart): Promise<string> {
  await run.gate.open();
  const { untoldTasks } = run.state.own;
  const { modelGroupId } = part.batch;
  const wasUntold = untoldTasks.has(modelGroupId);
  untoldTasks.add(modelGroupId);
  try {
    const taskId = await submitStep(run, part);
    untoldTasks.delete(modelGroupId);
    return taskId;
  } catch (error) {
    if (!wasUntold && !isOutcomeUnknown(error)) untoldTasks.delete(modelGroupId);
    throw error;
  }
}

async function submitStep(run: ChongqingBimRun, { batch, models }: ConversionPart): Promise<string> {
  const { taskId } = await steps.submitConversion(
    {
      platform: run.state.request.platform,
      modelGroupId: batch.modelGroupId,
      models: models.map(({ index, file }) => ({
        id: file.record?.id ?? '',
        path: file.record?.path ?? '',
        name: file.name,
        size: file.size,
        hash: file.hash,
        tags: file.tags,
        ...spellingOf(run.state.own.records.get(index)),
      })),
    },
    { summary: `convert ${describeFiles(models)}` },
  );
  return taskId;
}

function conclude(
  run: ChongqingBimRun,
  batch: BatchState,
  models: readonly RunFile[],
  outcome: Exclude<ConversionEnd, { state: 'lost' }>,
): void {
  if (outcome.state === 'late') {
    return failModels(run, models, errorOf('ConversionTimeout', outcome.sentence));
  }
  if (outcome.state === 'failed') {
    return failModels(run, models, failureOf(outcome));
  }
  const failures = new Map(outcome.failed.map((failure) => [failure.position, failure]));
  for (const [position, { index, file }] of models.entries()) {
    const failure = failures.get(position);
    if (failure !== undefined) {
      failFile(file, failureOf(failure));
      continue;
    }
    file.status = 'converted';
    file.stage = 'register';
    batch.converted.push(index);
  }
  run.changed();
}

function failureOf({ message, told }: { message: string; told?: Sentence[] }): KeptError {
  return { type: 'ConversionFailed', message, ...(told === undefined ? {} : { told }) };
}

function failModels(run: ChongqingBimRun, models: readonly RunFile[], error: KeptError): void {
  for (const { file } of models) failFile(file, error);
  run.changed();
}
