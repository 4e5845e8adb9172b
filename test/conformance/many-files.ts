import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestProgress } from '../../client/index.ts';
import { SLICE_MAX_FILES } from '../../contracts/policies.ts';
import { expectWhole } from './expectations.ts';
import { type KindSystem, startKindSystem } from './kind-system.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import { smallModel } from './model.ts';
import type { RunLog } from './run-log.ts';

const FILES = 2_000;
/** The worker itself takes some 200 MiB; what is far beyond grows with the files. */
const MAX_RSS_MIB = 800;

/** Two thousand small files, which are more than one run takes. */
export function manyFiles(under: KindUnderTest, log: RunLog): void {
  describe(`${FILES} files`, () => {
    let run: KindSystem;
    let result: IngestProgress;
    const models = Array.from({ length: FILES }, (_, number) => smallModel(under, 10_000 + number));

    beforeAll(async () => {
      run = await startKindSystem(under, log, ['many']);
      await run.system.worker();
      result = await run.system.finish(await run.start('many', models));
    }, 600_000);
    afterAll(() => run?.[Symbol.asyncDispose]());

    it('are delivered in slices, each file once', async () => {
      const { runs } = await run.system.client.manifest(result.id);
      expect(runs.length).toBeGreaterThan(FILES / SLICE_MAX_FILES);
      await expectWhole(under, run.control('many'), result, models);
    });

    it.runIf(process.platform === 'linux')(`take no more than ${MAX_RSS_MIB} MiB of a worker`, async () => {
      const { pid } = await run.system.worker();
      const [, peakKib = ''] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
      expect(Number(peakKib)).toBeGreaterThan(0);
      expect(Number(peakKib) / 1024).toBeLessThan(MAX_RSS_MIB);
    });
  });
}
