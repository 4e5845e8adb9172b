import { describe } from 'vitest';
import type { KindUnderTest } from './kind-under-test.ts';
import { createRunLog } from './run-log.ts';
import { wholeRun } from './whole-run.ts';

/** Declares the tests that every kind of platform that takes files has to pass. */
export function conformance(under: KindUnderTest): void {
  describe(`${under.kind} conforms`, () => {
    const log = createRunLog();
    wholeRun(under, log);
  });
}
