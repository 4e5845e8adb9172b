import type { ConversionHeartbeat } from '../../contracts/activities.ts';
import type { ChongqingBimActivities, ConversionOutcome } from '../../contracts/chongqing-bim/activities.ts';
import { LOOKS_UNTIL_LOST } from '../../contracts/chongqing-bim/policies.ts';
import { englishOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { poll } from '../../lib/transfer/poll.ts';
import type { ConversionProgress, ModelConversion } from '../../platforms/chongqing-bim/conversions.ts';
import { asActivity } from '../run.ts';
import type { ChongqingBimDeps } from './session.ts';

type ConversionSteps = 'submitConversion' | 'awaitConversion';

/** Steps about conversion tasks (manual, `convert-model` and `convert-process`). */
export function createConversionActivities({
  session,
  waitingHeartbeats,
}: Pick<ChongqingBimDeps, 'session' | 'waitingHeartbeats'>): Pick<ChongqingBimActivities, ConversionSteps> {
  return {
    submitConversion: asActivity(
      ({ platform, modelGroupId, models }, run) => {
        const { client, settings } = session(platform);
        const cut = run.cutAfter(settings.timeouts.request);
        return client.convertModel({ modelGroupId, models, signal: run.signal, cut });
      },
      // Each answer of the wrong shape stands for one task more on the platform (reading 6).
      { maxWrongShapes: 2 },
    ),

    awaitConversion: asActivity(
      ({ platform, modelGroupId, taskId, models, submittedAtMs, files, isLastLook }, run) => {
        const { client, settings } = session(platform);
        let reported: number | undefined;
        let absences = 0;
        return poll({
          async look() {
            const progress = await client.convertProcess({ modelGroupId, taskId, signal: run.signal });
            run.answered();
            const outcome = toOutcome(progress, models);
            if (isLastLook === true) return outcome ?? { state: 'running' };
            if (outcome?.state === 'lost') {
              const isYoung = run.ageMs(submittedAtMs) < settings.convert.visibleWithin;
              absences = isYoung ? 0 : absences + 1;
              return absences < LOOKS_UNTIL_LOST ? undefined : outcome;
            }
            absences = 0;
            const percent = Math.floor(meanPercent(progress.models));
            if (percent !== reported) {
              run.report({
                step: 'convert',
                percent,
                ...(files === undefined ? {} : { files }),
              } satisfies ConversionHeartbeat);
            }
            reported = percent;
            return outcome;
          },
          intervalMs: settings.convert.pollInterval,
          signal: run.signal,
        });
      },
      { heartbeats: waitingHeartbeats },
    ),
  };
}

/** Characters of a model's error: a thousand of them share what Temporal takes as an answer. */
const MAX_MESSAGE_LENGTH = 300;

type SubmittedModel = { hash: string; name: string };

/** What a task lists. */
interface ListedModels {
  all: readonly ModelConversion[];
  /** By the hash in lower case. */
  byHash: ReadonlyMap<string, readonly ModelConversion[]>;
}

/** Why something did not convert: in the platform's words, or in ours where it has none. */
interface Words {
  message: string;
  told?: Sentence[];
}

const NO_REASON = sentenceOf('the platform gave no reason');
const NO_MESSAGE = sentenceOf('the platform ended the task without a message about this model');

function inOurs(said: Sentence): Words {
  return { message: englishOf(said), told: [said] };
}

/** How a task ended; undefined while it goes on (reading 7). */
export function toOutcome(
  progress: ConversionProgress,
  models: readonly SubmittedModel[],
): Exclude<ConversionOutcome, { state: 'running' }> | undefined {
  if (!progress.found) return { state: 'lost' };
  if (!progress.done) return undefined;
  if (!progress.succeeded) {
    return { state: 'failed', ...(progress.message === '' ? inOurs(NO_REASON) : { message: progress.message }) };
  }
  const listed: ListedModels = { all: progress.models, byHash: byHash(progress.models) };
  const failed = models.flatMap((model, position) => {
    const failure = failureOf(model, models, listed);
    return failure === undefined ? [] : [{ position, ...failure }];
  });
  return { state: 'done', failed };
}

/** Why a model of a finished task did not convert; undefined when it did. What cannot be told apart fails together. */
function failureOf(
  model: SubmittedModel,
  submitted: readonly SubmittedModel[],
  listed: ListedModels,
): Words | undefined {
  const candidates = candidatesOf(model, submitted, listed);
  const failure = candidates.find(({ errorMessage }) => errorMessage !== '');
  if (failure !== undefined) return { message: [...failure.errorMessage].slice(0, MAX_MESSAGE_LENGTH).join('') };
  if (candidates.length === 0) return inOurs(NO_MESSAGE);
  return undefined;
}

/** What a task lists that may be about a model: by its hash, else by its name (reading 7). */
function candidatesOf(
  model: SubmittedModel,
  submitted: readonly SubmittedModel[],
  listed: ListedModels,
): readonly ModelConversion[] {
  const ofHash = listed.byHash.get(model.hash.toLowerCase()) ?? [];
  const namesakes = ofHash.filter(({ name }) => isSameName(name, model.name));
  if (namesakes.length > 0) return namesakes;
  if (ofHash.length > 0) return ofHash;
  // What is listed under another model's hash is about that one, whatever its name.
  const ofName = listed.all.filter(
    ({ hash, name }) => isSameName(name, model.name) && !submitted.some((other) => isSameHash(hash, other.hash)),
  );
  const rivals = submitted.filter(
    (other) => isSameName(other.name, model.name) && !listed.all.some(({ hash }) => isSameHash(hash, other.hash)),
  );
  // The answer leaves one of them out, and does not say which.
  return ofName.length < new Set(rivals.map(({ hash }) => hash.toLowerCase())).size ? [] : ofName;
}

function byHash(models: readonly ModelConversion[]): Map<string, ModelConversion[]> {
  const found = new Map<string, ModelConversion[]>();
  for (const model of models) {
    const hash = model.hash.toLowerCase();
    const same = found.get(hash);
    if (same === undefined) found.set(hash, [model]);
    else same.push(model);
  }
  return found;
}

function isSameHash(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Names with the same look may be put together from other characters. */
function isSameName(a: string, b: string): boolean {
  return a.normalize() === b.normalize();
}

function meanPercent(models: readonly ModelConversion[]): number {
  const sum = models.reduce((total, model) => total + model.percent, 0);
  return models.length === 0 ? 0 : sum / models.length;
}
