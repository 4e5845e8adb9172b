import type { ErrorInfo } from './errors.ts';
import type { Sentence } from './sentences.ts';

/** How far a change came. `stays`: it was made, and no call takes it back. */
export type PlatformChangeState = 'planned' | 'done' | 'failed' | 'undone' | 'stays';

/** One change of a platform by a run that follows a plan, in the words of its kind. */
export interface PlatformChange {
  op: string;
  /** What is changed. */
  kind: string;
  key: string;
  /** The platform's id of the record. */
  id?: string;
  state: PlatformChangeState;
  error?: ErrorInfo;
}

/** How such a run ended: `partial`: some done; `failed`: none. */
export interface ChangesResult {
  status: 'completed' | 'partial' | 'failed';
  changes: PlatformChange[];
  /** By which errors of the changes are said in other languages. */
  told?: Sentence[];
}

/** A workflow of a kind of platform that changes it by a plan. */
export interface ChangingWorkflow {
  /** Of platform. */
  kind: string;
  /** What its input plans; undefined of an input that plans nothing. */
  planned(input: unknown): PlatformChange[] | undefined;
  /** What its result says; undefined of a result that is none. */
  made(result: unknown): ChangesResult | undefined;
}
