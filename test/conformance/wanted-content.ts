import { describe, expect, it } from 'vitest';
import { isDelivered } from '../../contracts/kinds.ts';
import type { KindSystem } from './kind-system.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import { asLines, chunkedModel } from './model.ts';

/** The platform of {@link wantedContent}. */
export const WANTED_PLATFORM = 'wanted';

/** Requests that name the MD5 that a file must have. */
export function wantedContent(under: KindUnderTest, system: () => KindSystem): void {
  describe('a request that names the MD5 of its files', () => {
    it('delivers the contents that are meant, and no other', async () => {
      const run = system();
      const meant = chunkedModel(under, 500);
      const other = chunkedModel(under, 501);
      const models = [
        { ...meant, wanted: meant.md5.toUpperCase() },
        { ...other, wanted: '0'.repeat(32) },
      ];

      const result = await run.system.finish(await run.start(WANTED_PLATFORM, models));

      expect(result.status).toBe('partial');
      expect(result.files.map((file) => [isDelivered(file), file.error?.type])).toEqual([
        [true, undefined],
        [false, 'SourceChanged'],
      ]);
      expect(asLines(await under.delivered(run.control(WANTED_PLATFORM)))).toEqual(asLines([meant]));
    });
  });
}
