import type { FileRecord } from '../../contracts/activities.ts';
import type { ManifestFile, ManifestStage } from '../../contracts/manifest.ts';
import type { RemoteIds, Stage, TaskRef } from '../../contracts/progress.ts';
import { isFinished, type StepInfo } from '../../contracts/step-info.ts';
import { stepInfo } from '../../contracts/steps.ts';
import type { StepRecord } from './step-records.ts';

/** A record as a step answered it: kinds of platform have more or less in it. */
type KnownRecord = FileRecord & Pick<ManifestFile['remote'], 'createdUserId'>;

/** What the steps of all runs tell of one file. */
export interface FileEvidence {
  name: string;
  /** MD5; of a file that no step tells of any more, what the run says. */
  md5: string;
  /** What was read for the MD5, and how it was cut. */
  read?: { size: number; stamp: string; chunkSizeBytes: number };
  sha256?: string;
  record?: KnownRecord;
  /** What else the platform answered about it. */
  remote?: RemoteIds;
  /** As it was submitted. */
  task?: TaskRef;
  /** When the step that delivered it, or registered it, had done so. */
  deliveredAt?: string;
  /** What it is registered under, as far as its kind of platform has that. */
  registration?: Partial<TaskRef> & { projectId?: string };
  stages: Map<Stage, ManifestStage>;
}

/** The inputs and answers of the steps that are about files, as far as they are read; see `contracts/activities.ts`. */
interface StepInput {
  files?: { index: number; size?: number; stamp?: string }[];
  models?: { name: string; hash: string }[];
  chunkSizeBytes?: number;
  projectId?: string;
  modelGroupId?: string;
  taskId?: string;
}
interface StepResult {
  files?: { index: number; state?: string; hash?: string; sha256?: string; record?: KnownRecord; remote?: RemoteIds }[];
  taskId?: string;
}

/**
 * Takes over what a step tells of its files; `from` is the position of the run's first file. Answers the positions of these
 * files, or undefined of a step that is not about files. Steps have to come in their order. `info`: what is known of the step.
 */
export function applyStep(
  files: readonly FileEvidence[],
  from: number,
  step: StepRecord,
  info: StepInfo | undefined = stepInfo(step.step),
): number[] | undefined {
  if (info?.stage === undefined) return undefined;
  const input = (step.input ?? {}) as StepInput; // as: see StepInput
  // A step that is given models may name their files for its reports besides.
  const positions =
    input.models === undefined
      ? (input.files ?? []).map(({ index }) => from + index)
      : positionsOf(files, from, input.models);
  for (const position of positions) {
    const file = files[position];
    if (file !== undefined) addToStage(file.stages, info.stage, step);
  }
  if (step.outcome === 'done') {
    const result = (step.result ?? {}) as StepResult; // as: see StepResult
    applyAnswers(files, from, step, info, input, result);
    const unfinished = new Set(result.files?.flatMap(({ index, state }) => (isFinished(state) ? [] : [from + index])));
    for (const position of positions) {
      const file = files[position];
      if (file !== undefined && !unfinished.has(position)) applyPlace(file, step, info, input, result);
    }
  }
  return positions;
}

/** The files that are behind models: the calls name those by content and name. */
function positionsOf(
  files: readonly FileEvidence[],
  from: number,
  models: readonly { name: string; hash: string }[],
): number[] {
  const wanted = new Set(models.map(({ name, hash }) => `${hash}/${name}`));
  const positions: number[] = [];
  for (let at = from; at < files.length; at += 1) {
    const file = files[at];
    if (file !== undefined && wanted.has(`${file.md5}/${file.name}`)) positions.push(at);
  }
  return positions;
}

/** What is known of the content that a file had. */
const OF_ONE_CONTENT = ['record', 'remote', 'task', 'registration', 'deliveredAt'] as const;

function applyAnswers(
  files: readonly FileEvidence[],
  from: number,
  step: StepRecord,
  info: StepInfo,
  input: StepInput,
  result: StepResult,
): void {
  const delivers = info.after === 'done';
  const given = new Map(input.files?.map((file) => [file.index, file]));
  for (const { index, state, hash, sha256, record, remote } of result.files ?? []) {
    const file = files[from + index];
    if (file === undefined) continue;
    // What is on the platform of an earlier content is not this file's any more.
    if (hash !== undefined && hash !== file.md5) for (const key of OF_ONE_CONTENT) delete file[key];
    // A step that hashes while it sends answers both.
    if (record !== undefined) file.record = record;
    if (remote !== undefined) file.remote = remote;
    if (delivers && isFinished(state) && step.endedAt !== undefined) file.deliveredAt = step.endedAt;
    if (hash === undefined) continue;
    const { size = 0, stamp = '' } = given.get(index) ?? {};
    file.md5 = hash;
    // What goes whole is one chunk.
    file.read = { size, stamp, chunkSizeBytes: input.chunkSizeBytes ?? size };
    if (sha256 === undefined) delete file.sha256;
    else file.sha256 = sha256;
  }
}

/** What a step tells of the place of its files on the platform. */
function applyPlace(
  file: FileEvidence,
  step: StepRecord,
  { tells }: StepInfo,
  input: StepInput,
  result: StepResult,
): void {
  const { projectId, modelGroupId, taskId } = input;
  if (tells === 'task' && modelGroupId !== undefined && result.taskId !== undefined) {
    file.task = { modelGroupId, taskId: result.taskId };
  }
  if (tells !== 'registration') return;
  file.deliveredAt = step.endedAt ?? '';
  file.registration = {
    ...(projectId === undefined ? {} : { projectId }),
    ...(modelGroupId === undefined ? {} : { modelGroupId }),
    ...(taskId === undefined ? {} : { taskId }),
  };
}

function addToStage(stages: Map<Stage, ManifestStage>, stage: Stage, step: StepRecord): void {
  const known = stages.get(stage);
  const { attempts, scheduledAt, endedAt } = step;
  if (known === undefined) {
    stages.set(stage, {
      stage,
      steps: 1,
      attempts,
      startedAt: scheduledAt,
      ...(endedAt === undefined ? {} : { endedAt }),
    });
    return;
  }
  known.steps += 1;
  known.attempts += attempts;
  // An open step leaves the stage open.
  if (endedAt === undefined) delete known.endedAt;
  else if (known.endedAt !== undefined && endedAt > known.endedAt) known.endedAt = endedAt;
}
