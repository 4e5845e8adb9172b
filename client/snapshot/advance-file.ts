import { statusOfDelivered } from '../../contracts/kinds.ts';
import { filePercent } from '../../contracts/percent.ts';
import { type FileProgress, type FileStatus, STAGES, type Stage } from '../../contracts/progress.ts';

/** What a file that is at least in a stage is certain to be. */
const STATUS_IN: Record<Exclude<Stage, 'done'>, FileStatus> = {
  fingerprint: 'pending',
  upload: 'pending',
  merge: 'uploading',
  synchronize: 'uploading',
  convert: 'uploaded',
  register: 'converted',
};

/** A file of which it was learned that it is in a stage, or behind it; nothing takes it back. `kind`: of its platform. */
export function advanceFile(
  kind: string | undefined,
  file: FileProgress,
  stage: Stage,
  isSending = false,
): FileProgress {
  const isFurther = STAGES.indexOf(stage) > STAGES.indexOf(file.stage);
  const at = isFurther ? stage : file.stage;
  const learned = isSending && at === 'upload' ? 'uploading' : isFurther ? statusIn(kind, stage) : file.status;
  const status = file.status === 'failed' ? file.status : learned;
  return { ...file, stage: at, status, percent: Math.max(file.percent, filePercent(kind, { ...file, stage: at })) };
}

function statusIn(kind: string | undefined, stage: Stage): FileStatus {
  return stage === 'done' ? statusOfDelivered(kind) : STATUS_IN[stage];
}
