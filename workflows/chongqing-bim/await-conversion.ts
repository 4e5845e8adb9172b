import type { ConversionOutcome } from '../../contracts/activities.ts';
import { describeFiles, type IngestRun, type RunFile } from '../ingest-run.ts';
import { runStep } from '../steps.ts';
import type { Timer } from '../timer.ts';

/** A task that was submitted, and what is left of the time that it may take. */
export interface ConversionWait {
  modelGroupId: string;
  taskId: string;
  models: readonly RunFile[];
  timer: Timer;
}

/** Waits until a conversion task ends. A pause stops the wait and does not use up its time. */
export function awaitConversion(run: IngestRun, wait: ConversionWait): Promise<ConversionOutcome> {
  const { modelGroupId, taskId, models, timer } = wait;
  return run.gate.run(() =>
    timer.measure((timeLimitMs) =>
      runStep(
        'awaitConversion',
        {
          platform: run.state.request.platform,
          modelGroupId,
          taskId,
          models: models.map(({ file }) => ({ hash: file.hash, name: file.name })),
        },
        { summary: `wait for ${describeFiles(models)}`, timeLimitMs, heartbeatTimeoutMs: run.plan.waitHeartbeatMs },
      ),
    ),
  );
}
