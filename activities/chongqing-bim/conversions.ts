import type { ChongqingBimActivities, ConversionHeartbeat, ConversionOutcome } from '../../contracts/activities.ts';
import { poll } from '../../lib/transfer/poll.ts';
import type { ConversionProgress, ModelConversion } from '../../platforms/chongqing-bim/conversions.ts';
import type { ActivityDeps } from '../deps.ts';
import { asActivity } from '../run.ts';

type ConversionSteps = 'submitConversion' | 'awaitConversion';

/** Steps about conversion tasks (manual, `convert-model` and `convert-process`). */
export function createConversionActivities({
  platforms,
}: Pick<ActivityDeps, 'platforms'>): Pick<ChongqingBimActivities, ConversionSteps> {
  return {
    submitConversion: asActivity(({ platform, modelGroupId, models }, run) =>
      platforms.chongqingBim(platform).client.convertModel({ modelGroupId, models, signal: run.signal }),
    ),

    awaitConversion: asActivity(({ platform, modelGroupId, taskId, models }, run) => {
      const { client, settings } = platforms.chongqingBim(platform);
      return poll({
        async look() {
          const progress = await client.convertProcess({ modelGroupId, taskId, signal: run.signal });
          run.report({ step: 'convert', percent: meanPercent(progress.models) } satisfies ConversionHeartbeat);
          return toOutcome(progress, models);
        },
        intervalMs: settings.convert.pollInterval,
        signal: run.signal,
      });
    }),
  };
}

/** How a task ended; undefined while it goes on (reading 7). */
export function toOutcome(
  progress: ConversionProgress,
  models: readonly { hash: string; name: string }[],
): ConversionOutcome | undefined {
  if (!progress.found) return { state: 'lost' };
  if (!progress.done) return undefined;
  if (!progress.succeeded) {
    return { state: 'failed', message: progress.message || 'the platform gave no reason' };
  }
  const failed = models.flatMap((model, position) => {
    const message = failureOf(model, progress.models);
    return message === undefined ? [] : [{ position, message }];
  });
  return { state: 'done', failed };
}

/** Why a model of a finished task did not convert; undefined when it did. */
function failureOf(model: { hash: string; name: string }, listed: readonly ModelConversion[]): string | undefined {
  const ofHash = listed.filter((candidate) => candidate.hash === model.hash);
  const matches = ofHash.length > 0 ? ofHash : listed.filter((candidate) => candidate.name === model.name);
  const match = matches.find((candidate) => candidate.name === model.name) ?? matches[0];
  if (match === undefined) return 'the platform ended the task without a word about this model';
  return match.errorMessage === '' ? undefined : match.errorMessage;
}

function meanPercent(models: readonly ModelConversion[]): number {
  const sum = models.reduce((total, model) => total + model.percent, 0);
  return models.length === 0 ? 0 : sum / models.length;
}
