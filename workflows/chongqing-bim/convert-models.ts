import { patched, sleep, uuid4 } from '@temporalio/workflow';
import type { ErrorInfo } from '../../contracts/errors.ts';
import { CONVERTING_BATCHES, MAX_RESUBMISSIONS, RESUBMISSION_DELAY_MS } from '../../contracts/policies.ts';
import type { BatchState } from '../../contracts/state.ts';
import { toErrorInfo } from '../failure-info.ts';
import { slices } from '../file-groups.ts';
import { describeFiles, type IngestRun, type RunFile } from '../ingest-run.ts';
import { failFile } from '../ingest-state.ts';
import { createLimit } from '../limit.ts';
import { runStep } from '../steps.ts';
import { createTimer } from '../timer.ts';
import { awaitConversion, type ConversionEnd } from './await-conversion.ts';
import { spellingOf } from './record-spelling.ts';

/** Converts every uploaded file, as one task for as many models as the platform takes in one. */
export async function convertModels(run: IngestRun, uploaded: readonly RunFile[]): Promise<void> {
  const limit = createLimit(CONVERTING_BATCHES);
  const { state, plan } = run;
  await Promise.all(
    slices(uploaded, plan.maxModelsPerTask).map((models) => {
      const batch: BatchState = {
        modelGroupId: state.spareGroupIds.shift() ?? uuid4(),
        files: models.map((model) => model.index),
        converted: [],
        group: 'none',
        records: 'none',
      };
      state.batches.push(batch);
      return limit(() => convertBatch(run, batch, models));
    }),
  );
}

async function convertBatch(run: IngestRun, batch: BatchState, models: readonly RunFile[]): Promise<void> {
  for (const { file } of models) file.status = 'converting';
  const timer = createTimer(run.plan.convertTimeoutMs);
  try {
    for (let submission = 0; ; submission += 1) {
      const taskId = await submit(run, batch, models);
      const submittedAtMs = Date.now();
      batch.taskId = taskId;
      run.changed();
      const { modelGroupId } = batch;
      const outcome = await awaitConversion(run, { modelGroupId, taskId, submittedAtMs, models, timer });
      if (outcome.state !== 'lost') return conclude(run, batch, models, outcome);
      if (submission >= MAX_RESUBMISSIONS) {
        const message = `the platform lost the conversion task ${submission + 1} times (last task ${taskId})`;
        return failModels(run, models, { type: 'ConversionFailed', message });
      }
      if (patched('pause-before-resubmission')) await sleep(RESUBMISSION_DELAY_MS * 2 ** submission);
    }
  } catch (error) {
    failModels(run, models, toErrorInfo(error));
  }
}

async function submit(run: IngestRun, batch: BatchState, models: readonly RunFile[]): Promise<string> {
  await run.gate.open();
  const { taskId } = await runStep(
    'submitConversion',
    {
      platform: run.state.request.platform,
      modelGroupId: batch.modelGroupId,
      models: models.map(({ file }) => ({
        id: file.record?.id ?? '',
        path: file.record?.path ?? '',
        name: file.name,
        size: file.size,
        hash: file.hash,
        tags: file.tags,
        ...spellingOf(file.record),
      })),
    },
    { summary: `convert ${describeFiles(models)}` },
  );
  return taskId;
}

function conclude(
  run: IngestRun,
  batch: BatchState,
  models: readonly RunFile[],
  outcome: Exclude<ConversionEnd, { state: 'lost' }>,
): void {
  if (outcome.state === 'late') {
    return failModels(run, models, { type: 'ConversionTimeout', message: outcome.message });
  }
  if (outcome.state === 'failed') {
    return failModels(run, models, { type: 'ConversionFailed', message: outcome.message });
  }
  const failures = new Map(outcome.failed.map(({ position, message }) => [position, message]));
  for (const [position, { index, file }] of models.entries()) {
    const message = failures.get(position);
    if (message !== undefined) {
      failFile(file, { type: 'ConversionFailed', message });
      continue;
    }
    file.status = 'converted';
    file.stage = 'register';
    batch.converted.push(index);
  }
  run.changed();
}

function failModels(run: IngestRun, models: readonly RunFile[], error: ErrorInfo): void {
  for (const { file } of models) failFile(file, error);
  run.changed();
}
