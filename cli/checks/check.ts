import type { ErrorType } from '../../contracts/errors.ts';
import { say } from '../../lib/words/say.ts';

/** Outcome of one look of `doctor`. */
export interface CheckResult {
  name: string;
  /** `skipped`: it could not be looked at because something else is wrong. */
  state: 'ok' | 'failed' | 'warning' | 'skipped';
  message: string;
  /** What to do; absent when all is well, and when the message says it. */
  advice?: string;
  /** Type of the error that it failed with, as far as that has one. */
  error?: ErrorType;
}

/** All is well. */
export function ok(name: string, message: string): CheckResult {
  return { name, state: 'ok', message };
}

/** Something is wrong, and this is what to do. */
export function failed(name: string, message: string, advice: string): CheckResult {
  return { name, state: 'failed', message, advice };
}

/** Not looked at, because of something else. */
export function skipped(name: string, because: string): CheckResult {
  return { name, state: 'skipped', message: say('not checked: {because}', { because }) };
}
