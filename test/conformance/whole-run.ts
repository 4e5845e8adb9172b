import { beforeAll, describe, expect, it } from 'vitest';
import { activitiesOf } from '../../activities/kinds.ts';
import type { IngestProgress } from '../../client/index.ts';
import { KINDS } from '../../contracts/kinds.ts';
import { expectWhole } from './expectations.ts';
import { fallsIn } from './falls.ts';
import type { KindSystem } from './kind-system.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import { chunkedModel, smallModel } from './model.ts';
import type { RunLog } from './run-log.ts';

/** The platform of {@link wholeRun}. */
export const WHOLE_PLATFORM = 'whole';

/** A run that nothing befalls: what is delivered, what is seen on the way, the evidence, and what `verify` says of it. */
export function wholeRun(under: KindUnderTest, log: RunLog, system: () => KindSystem): void {
  const { kind } = under;
  const twin = smallModel(under, 3);
  const models = [
    chunkedModel(under, 1, 'tower'),
    smallModel(under, 2, '江北桥 模型（终版）'),
    { ...twin, name: `twin-a${under.extension ?? '.ifc'}` },
    { ...twin, name: `twin-b${under.extension ?? '.ifc'}` },
  ];

  describe('a whole run', () => {
    let run: KindSystem;
    let id: string;
    const seen: IngestProgress[] = [];
    beforeAll(async () => {
      run = system();
      // Slow enough to be seen on the way.
      await run.control(WHOLE_PLATFORM).fault({ kind: 'delay', delayMs: 300 });
      id = await run.start(WHOLE_PLATFORM, models);
      for await (const progress of run.system.client.watch(id, { intervalMs: 50 })) seen.push(progress);
    });

    it('delivers each file once, with its bytes', async () => {
      expect(seen.at(-1)).toMatchObject({ id, kind, status: 'completed', stage: 'done', percent: 100 });
      await expectWhole(under, run.control(WHOLE_PLATFORM), seen.at(-1), models);
    });

    it('is seen to advance, never to fall back', () => {
      expect(new Set(seen.map(({ percent }) => percent)).size).toBeGreaterThan(1);
      expect(fallsIn(seen)).toEqual([]);
    });

    it('names its kind in JSON', async () => {
      const { stdout } = await run.system.modelrail('show', id, '--json');
      log.shown.push(stdout);
      expect(JSON.parse(stdout)).toMatchObject({ id, kind, status: 'completed' });
    });

    it('leaves evidence of every file', async () => {
      const { status, totals, files, steps } = await run.system.client.manifest(id);
      expect(status).toBe('completed');
      expect(totals).toMatchObject({ files: models.length, delivered: models.length, failed: 0 });
      expect(files.map((file) => [file.name, file.md5, file.status])).toEqual(
        models.map(({ name, md5 }) => [name, md5, KINDS[kind].delivered]),
      );
      expect(steps.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
    });

    const hasVerifier = activitiesOf(kind).verifier !== undefined;
    it.skipIf(hasVerifier)('is not verified, for a reason', () => expect(under.unverified).toBeTypeOf('string'));

    it.runIf(hasVerifier)(
      'is verified: all there, one that was removed missing, one that was changed different',
      async () => {
        const control = run.control(WHOLE_PLATFORM);
        const [removed, changed] = models;
        const { remove, change } = under;
        if (removed === undefined || changed === undefined || remove === undefined || change === undefined)
          throw new Error(`${kind} has a verifier: give \`remove\` and \`change\``);
        const before = await run.system.client.verify(id);
        await remove(control, removed);
        await change(control, changed);
        const after = await run.system.client.verify(id);

        expect(before.files.map(({ state }) => state)).toEqual(models.map(() => 'there'));
        expect(after.files.map(({ state }) => state)).toEqual(['missing', 'different', 'there', 'there']);
      },
    );
  });
}
