import type { KindFacts, KindTypes } from '../../contracts/kind-facts.ts';
import { FIRST_KIND, KINDS, kindFacts } from '../../contracts/kinds.ts';
import { filePercent } from '../../contracts/percent.ts';
import { type FileProgress, type FileStatus, STAGES, type Stage } from '../../contracts/progress.ts';

type Facts = KindFacts<KindTypes>;

/** A file of which it was learned that it is in a stage, or behind it; nothing takes it back. `kind`: of its platform. */
export function advanceFile(
  kind: string | undefined,
  file: FileProgress,
  stage: Stage,
  isSending = false,
): FileProgress {
  const isFurther = STAGES.indexOf(stage) > STAGES.indexOf(file.stage);
  const at = isFurther ? stage : file.stage;
  const learned =
    isSending && at === 'upload'
      ? 'uploading'
      : isFurther
        ? statusIn(kindFacts(kind) ?? KINDS[FIRST_KIND], stage)
        : file.status;
  const status = file.status === 'failed' ? file.status : learned;
  return { ...file, stage: at, status, percent: Math.max(file.percent, filePercent(kind, { ...file, stage: at })) };
}

/** What a file that is at least in a stage is certain to be, by the stages that its kind of platform has. */
export function statusIn({ delivered, weights }: Pick<Facts, 'delivered' | 'weights'>, stage: Stage): FileStatus {
  switch (stage) {
    case 'fingerprint':
    case 'upload':
      return 'pending';
    case 'merge':
    case 'synchronize':
      return 'uploading';
    case 'convert':
      return 'uploaded';
    case 'register':
      return weights.convert === undefined ? 'uploaded' : 'converted';
    case 'done':
      return delivered;
  }
}
