import { expect, test } from 'vitest';
import type { Manifest } from '../../contracts/manifest.ts';
import { createManifestPages } from '../../gateway/manifest-pages.ts';

/** A manifest of so many files and steps, each of which can be told from the others. */
function manifestOf(files: number, steps: number): Manifest {
  const startedAt = '2026-11-30T03:00:00.000Z';
  return {
    manifest: 1,
    id: 'house',
    runId: 'run',
    platform: 'cq',
    status: 'completed',
    startedAt,
    tasks: [],
    totals: { files, delivered: files, failed: 0, bytes: 0, chunksSent: 0, bytesSent: 0, bytesSaved: 0 },
    files: Array.from({ length: files }, (_, n) => ({
      name: `${n}.ifc`,
      source: { path: `/${n}.ifc` },
      status: 'registered',
      remote: {},
      stages: [],
    })),
    runs: [],
    steps: Array.from({ length: steps }, (_, n) => ({
      step: `step ${n}`,
      run: 0,
      attempts: 1,
      outcome: 'done',
      scheduledAt: startedAt,
    })),
  };
}

test.each([
  [0, 0, 1],
  [1_000, 1_000, 1],
  [1_001, 3, 2],
  [2_500, 4_001, 5],
])(
  'a manifest of %d files and %d steps comes in %d pages, which together are the whole',
  async (files, steps, count) => {
    const whole = manifestOf(files, steps);
    let readings = 0;
    const pages = createManifestPages(() => {
      readings += 1;
      return Promise.resolve(whole);
    });
    const got = [await pages.page('house')];
    for (let next = got[0]?.nextPageToken; next !== undefined; next = got.at(-1)?.nextPageToken) {
      got.push(await pages.page('house', next));
    }
    pages.close();
    expect(got).toHaveLength(count);
    expect(readings).toBe(1);
    expect(got.flatMap((page) => page.files)).toEqual(whole.files);
    expect(got.flatMap((page) => page.steps)).toEqual(whole.steps);
    expect(got.every(({ totals }) => totals.files === files)).toBe(true);
  },
);

test('a page that is asked for without the one before is read, and one that is not there is refused', async () => {
  const pages = createManifestPages(() => Promise.resolve(manifestOf(1_500, 0)));
  expect((await pages.page('house', 'manifest-1')).files).toHaveLength(500);
  for (const token of ['manifest-2', 'manifest-0', 'files-1000', '']) {
    await expect(pages.page('house', token)).rejects.toMatchObject({ type: 'NotFound' });
  }
  pages.close();
});
