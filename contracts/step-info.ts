import type { ConversionHeartbeat, FingerprintHeartbeat, TransferHeartbeat } from './activities.ts';
import type { POLICIES } from './policies.ts';
import type { Stage } from './progress.ts';

/** What everything outside a step has to know of it. */
export interface StepInfo {
  /** What it does, in plain English, for people; every step of an ingestion has it. Its Chinese is in `page/words/zh-steps.ts`. */
  title?: string;
  /** The policy that it runs under. */
  policy: keyof typeof POLICIES;
  /** The stage of the files that it is given; absent where it is about no files. */
  stage?: Stage;
  /** The stage of a file that it has finished; absent where its answer does not say that of single files. */
  after?: Stage;
  /** It only asks about its files: they do not enter its stage by it. */
  isQuery?: true;
  /**
   * What of a file's place on the platform it tells when it is done: `task`, its conversion task (answer) and model group
   * (input); `registration`, that it is delivered, and under which project, group and task, as far as its input has them.
   */
  tells?: 'task' | 'registration';
  /** What its heartbeats are, by their `step`. Those of `fingerprint` and `transfer` are read whenever the step is stopped. */
  reports?: (FingerprintHeartbeat | TransferHeartbeat | ConversionHeartbeat)['step'];
}

/** True of the states by which a step says that it is done with a file. */
export function isFinished(state: string | undefined): boolean {
  return state === 'ok' || state === 'complete';
}
