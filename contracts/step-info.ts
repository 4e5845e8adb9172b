import type { POLICIES } from './policies.ts';
import type { Stage } from './progress.ts';

/** What everything outside a step has to know of it. */
export interface StepInfo {
  /** The policy that it runs under. */
  policy: keyof typeof POLICIES;
  /** The stage of the files that it is given; absent where it is about no files. */
  stage?: Stage;
  /** The stage of a file that it has finished; absent where its answer does not say that of single files. */
  after?: Stage;
  /** It only asks about its files: they do not enter its stage by it. */
  isQuery?: true;
  /**
   * What of a file's place on the platform its input and answer tell: `task`, its conversion task and model group;
   * `registration`, the project, group and task that it is registered under.
   */
  tells?: 'task' | 'registration';
  /** What its heartbeats report. Reports of `hash` and `transfer` are read whenever the step is stopped. */
  reports?: 'hash' | 'transfer' | 'percent';
}
