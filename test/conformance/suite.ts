import { afterAll, beforeAll, describe } from 'vitest';
import { afterwards } from './afterwards.ts';
import { control } from './control.ts';
import { faults } from './faults.ts';
import { kills } from './kills.ts';
import { type KindSystem, startKindSystem } from './kind-system.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import { manyFiles } from './many-files.ts';
import { REHEARSAL_PLATFORMS, type Rehearsal, rehearse } from './rehearsal.ts';
import { createRunLog } from './run-log.ts';
import { WANTED_PLATFORM, wantedContent } from './wanted-content.ts';
import { WHOLE_PLATFORM, wholeRun } from './whole-run.ts';

/** Declares the tests that every kind of platform that takes files has to pass. */
export function conformance(under: KindUnderTest): void {
  describe(`${under.kind} conforms`, () => {
    const log = createRunLog();
    let system: KindSystem;
    let rehearsal: Rehearsal;
    beforeAll(async () => {
      system = await startKindSystem(under, log, [WHOLE_PLATFORM, WANTED_PLATFORM, ...REHEARSAL_PLATFORMS]);
      await system.system.worker();
      rehearsal = await rehearse(under, system);
    });
    afterAll(() => system?.[Symbol.asyncDispose]());

    wholeRun(under, log, () => system);
    wantedContent(under, () => system);
    kills(under, log, () => rehearsal);
    faults(under, log, () => rehearsal);
    control(under, log, () => rehearsal);
    if (under.few === undefined) manyFiles(under, log);
    afterwards(under, log);
  });
}
