import { describe, expect, it } from 'vitest';
import { englishOf, type Sentence } from '../../contracts/sentences.ts';
import { type PlatformFile } from '../../lib/sources/platform-files.ts';
import { platformSource } from '../../lib/sources/source-url.ts';
import { EVERYTHING, type Interval } from '../../lib/sync/listing.ts';
import { openPlace } from '../../lib/sync/place-listing.ts';
import { NEVER } from '../sources/http-rig.ts';

const DOCUMENT = 'iuap://files/4711';

/** The attachments of a document, as a platform lists them. */
function attached(...files: (readonly [group: string, name: string, part?: Partial<PlatformFile>])[]) {
  return files.map(([group, name, part]) => {
    const place = ['4711', group, name];
    return { place, name, size: 3, version: '1', source: platformSource({ platform: 'files', place }), ...part };
  });
}

async function listed(source: string, files: ReturnType<typeof attached>, within: Interval = EVERYTHING) {
  const asked: string[] = [];
  const listing = await openPlace({
    source,
    signal: NEVER,
    extensions: ['ifc', 'rvt'],
    exclude: ['old/**'],
    async list(place) {
      asked.push(place);
      return files;
    },
  });
  const skipped: string[] = [];
  const paths: string[] = [];
  const findings = {
    skipped: ({ path, reason }: { path: string; reason: Sentence }) =>
      void skipped.push(`${path}: ${englishOf(reason)}`),
    problem: () => expect.unreachable(),
  };
  for await (const { path } of listing.entries(within, findings)) paths.push(path);
  return { listing, asked, skipped, paths };
}

describe('the attachments of a document as the source of a sync', () => {
  it('are told by group and name, sorted, without what is no model, hidden, empty or left out', async () => {
    const files = attached(
      ['模型', '塔 楼.ifc'],
      ['b/2', 'tower.rvt'],
      ['b', 'a.ifc', { size: 0 }],
      ['b', 'notes.txt'],
      ['b', '.hidden.ifc'],
      ['old', 'c.ifc'],
      ['a', 'z.ifc'],
    );
    const { paths, skipped } = await listed(DOCUMENT, files);
    expect(paths).toEqual(['a/z.ifc', 'b/2/tower.rvt', '模型/塔 楼.ifc']);
    expect(skipped).toEqual(['b/a.ifc: it is empty']);
    expect((await listed(DOCUMENT, files, { from: 'b', before: 'c' })).paths).toEqual(['b/2/tower.rvt']);
  });

  it('of a group are told by name alone', async () => {
    const { paths } = await listed(`${DOCUMENT}/b%2F2`, attached(['b/2', 'tower.rvt'], ['b/2', 'house.ifc']));
    expect(paths).toEqual(['house.ifc', 'tower.rvt']);
  });

  it('that no path can tell apart are left out, and said', async () => {
    const files = attached(['a', 'b/c.ifc'], ['b//c', 'd.ifc'], ['', 'e.ifc'], ['x', 'f.ifc'], ['x', 'f.ifc']);
    const { paths, skipped } = await listed(DOCUMENT, files);
    expect(paths).toEqual(['x/f.ifc']);
    expect(skipped).toEqual([
      '/e.ifc: its group and name are no path',
      'a/b/c.ifc: its group and name are no path',
      'b//c/d.ifc: its group and name are no path',
      'x/f.ifc: its name is there twice',
    ]);
  });

  it('are looked at by their group', async () => {
    const { listing, asked } = await listed(DOCUMENT, attached(['b/2', 'tower.rvt', { version: '7' }]));
    expect(await listing.look('b/2/tower.rvt')).toMatchObject({ size: 3, version: '7', isTold: true });
    expect(await listing.look('b/2/none.rvt')).toBeUndefined();
    expect(asked).toEqual([DOCUMENT, `${DOCUMENT}/b%2F2`, `${DOCUMENT}/b%2F2`]);
  });
});
