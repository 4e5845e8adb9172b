import { AsyncLocalStorage } from 'node:async_hooks';
import type { Waiting } from '../contracts/progress.ts';

/** One attempt of a step, as the worker that makes it sees it. */
export interface StepAttempt {
  /** Name of the activity. */
  step: string;
  /** Same for all attempts of one step. */
  key: string;
  /** Id of the ingestion, or of the run, that it works for. */
  id: string;
  /** Undefined of a step that is about no platform. */
  platform: string | undefined;
  /** The host whose files it works; undefined of a step of the main queue. */
  host: string | undefined;
}

/** Told by an attempt how it goes, beside how it ends. */
export interface StepWatch {
  readonly attempt: StepAttempt;
  /** It is held up, and goes on trying by itself. */
  stalled(waiting: Pick<Waiting, 'for' | 'reason' | 'nextAttemptAt'>): void;
  /** It makes progress, or what it waits for has answered. */
  progressed(): void;
}

/** The attempt in whose context something is done, for what it does further down: a call of a platform, for example. */
export const stepWatch = new AsyncLocalStorage<StepWatch>();
