import { readdir } from 'node:fs/promises';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import { linesOf } from '../../lib/lines.ts';
import { listed, startManifestRig as startRig } from './manifest-rig.ts';

const MIB = 1024 ** 2;

async function* piecesOf(text: Buffer, bytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += bytes) yield text.subarray(at, at + bytes);
}

describe('the lines of a text', () => {
  property.prop([
    fc.array(fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll('\n', ''))),
    fc.integer({ min: 1, max: 9 }),
  ])('are the same whatever pieces it comes in', async (lines, bytes) => {
    const found: string[] = [];
    for await (const some of linesOf(piecesOf(Buffer.from(lines.map((line) => `${line}\n`).join('')), bytes), 1_000)) {
      for (const { number, content } of some) {
        found.push(String(content));
        expect(number).toBe(found.length);
      }
    }
    expect(found).toEqual(lines);
  });

  test('that are too long are told, and the others are read; the last one needs no end', async () => {
    const text = Buffer.from(`one\n${'x'.repeat(50)}\nthree\n${'y'.repeat(11)}`);
    const found: (string | undefined)[] = [];
    for await (const lines of linesOf(piecesOf(text, 7), 10))
      found.push(...lines.map((line) => line.content?.toString()));
    expect(found).toEqual(['one', undefined, 'three', undefined]);
  });
});

describe('a manifest', () => {
  test('is listed by path, with what its lines say or, where they say nothing, what the server does', async () => {
    const rig = await startRig();
    const md5 = 'AB'.repeat(16);
    rig.server.put('/at/d.ifc', { content: Buffer.from('12345'), etag: '"d"' });
    rig.server.put('/elsewhere.ifc', { content: Buffer.from('123'), etag: 'W/"e"' });
    rig.serve([
      { path: '塔/e.ifc', url: '/elsewhere.ifc' },
      { path: 'd.ifc' },
      { path: 'c d/ü%.ifc', version: 7 },
      { path: 'b.ifc', md5, version: 'ignored', size: 3, url: 'https://models.example/b?key=hidden' },
    ]);
    const base = rig.server.origin;
    const told = { isTold: true, changedAtMs: 0 };
    const listing = await rig.open();
    const { entries, skipped, problems } = await listed(listing);
    expect(entries).toEqual([
      {
        ...told,
        path: 'b.ifc',
        size: 3,
        version: md5.toLowerCase(),
        md5: md5.toLowerCase(),
        source: 'https://models.example/b?key=hidden',
      },
      { ...told, path: 'c d/ü%.ifc', size: 0, version: '7', source: `${base}/at/c%20d/%C3%BC%25.ifc` },
      { ...told, path: 'd.ifc', size: 5, version: '"d"', source: `${base}/at/d.ifc` },
      { ...told, path: '塔/e.ifc', size: 3, version: 'W/"e"', source: `${base}/elsewhere.ifc` },
    ]);
    expect([skipped, problems]).toEqual([[], []]);
    expect(listing.identity).toBe(`${base}/at/list.jsonl`);
    for (const entry of entries) expect(await listing.look(entry.path)).toEqual(entry);
    expect(await listing.look('none.ifc')).toBeUndefined();
    expect(rig.server.requests.filter(({ bytes, url }) => bytes > 0 && !url.includes('list'))).toEqual([]);
  });

  test('has problems of lines, and the others go on', async () => {
    const rig = await startRig();
    const wrong: [unknown, string][] = [
      ['no JSON', 'is no JSON'],
      ['["a.ifc"]', 'is no JSON object'],
      [{ url: 'https://models.example/a.ifc' }, 'has no `path`'],
      [{ path: '/a.ifc' }, 'has a `path` that is not relative'],
      [{ path: 'C:\\a.ifc' }, 'has a `path` that is not relative'],
      [{ path: 'a/../../b.ifc' }, 'has a `path` that leads out of its base'],
      [{ path: 'a//b.ifc' }, 'has a `path` with an empty name in it'],
      ['{"path":"\\ud800.ifc"}', 'has a `path` that no file can have'],
      [{ path: 'x'.repeat(1_100) }, 'has a `path` of more than 1024 bytes'],
      [{ path: 'p.ifc', url: 'file:///etc/hosts' }, 'has a `url` that is no source'],
      [{ path: 'p.ifc', url: 'https://user:word@models.example/a.ifc' }, 'has a `url` that has a user in it'],
      [{ path: 'p.ifc', url: 'http://localhost/a.ifc?key=hidden' }, 'has a `url` whose host is on this machine'],
      [{ path: 'p.ifc', url: 'http://2130706433/a.ifc' }, 'has a `url` whose host is on this machine'],
      [{ path: 'p.ifc', size: -1 }, 'has a `size` that is no number of bytes'],
      [{ path: 'p.ifc', md5: 'abc' }, 'has an `md5` that is none'],
      [{ path: 'p.ifc', version: {} }, 'has a `version` that is no text'],
      [{ path: 'good.ifc', version: '2' }, 'has the path of line 1 again'],
      ['x'.repeat(70_000), 'has more than 65536 bytes'],
    ];
    rig.serve([
      { path: 'good.ifc', version: '1' },
      '',
      ...wrong.map(([line]) => line),
      { path: 'last.ifc', version: '1' },
    ]);
    const { entries, problems } = await listed(await rig.open());
    expect(entries.map(({ path, version }) => [path, version])).toEqual([
      ['good.ifc', '1'],
      ['last.ifc', '1'],
    ]);
    const shown = `InvalidRequest: ${rig.server.origin}/at/list.jsonl: line `;
    const told = new Map(problems.map((problem) => [/line (\d+)/.exec(problem)?.[1], problem]));
    expect(wrong.map((_line, index) => told.get(String(index + 3)))).toEqual(
      wrong.map(([, words], index) => expect.stringContaining(`${shown}${index + 3} ${words}`)),
    );
    expect(problems.join()).not.toContain('hidden');
  });

  test('takes only names and addresses that a request takes', async () => {
    const rig = await startRig();
    rig.serve([
      { path: `塔/${'x'.repeat(251)}.ifc`, version: '1' },
      { path: `塔/${'x'.repeat(252)}.ifc`, version: '1' },
      { path: 'a.ifc', url: 'x'.repeat(4_090), version: '1' },
    ]);
    const { paths, problems } = await listed(await rig.open());
    expect([paths, problems]).toEqual([
      [`塔/${'x'.repeat(251)}.ifc`],
      [
        expect.stringContaining('line 2 has a `path` whose last part has more than 255 characters'),
        expect.stringContaining('line 3 has a `url` of more than 4096 characters'),
      ],
    ]);
  });

  test('with bytes that are no UTF-8, and a mark at its beginning, is read line by line', async () => {
    const rig = await startRig();
    const bad = Buffer.concat([Buffer.from('{"path":"'), Buffer.from([0xe9]), Buffer.from('.ifc","version":"1"}\r\n')]);
    const content = Buffer.concat([
      Buffer.from('\u{FEFF}{"path":"a.ifc","version":"1"}\r\n'),
      bad,
      Buffer.from('{"path":"b.ifc","version":"1"}'),
    ]);
    rig.server.put('/at/list.jsonl', { content });
    const { paths, problems } = await listed(await rig.open());
    expect([paths, problems]).toEqual([['a.ifc', 'b.ifc'], [expect.stringContaining('line 2 is not UTF-8')]]);
  });

  test('tells so many problems, and how many others there are', async () => {
    const rig = await startRig();
    rig.serve(Array.from({ length: 100 }, () => ({ path: 'a.ifc', version: '1' })));
    const { paths, problems } = await listed(await rig.open());
    expect([paths, problems.length, problems.at(-1)]).toEqual([
      ['a.ifc'],
      20,
      expect.stringContaining('80 further lines'),
    ]);
  });

  test('leaves out what the patterns and extensions do, what is hidden, and what is empty', async () => {
    const rig = await startRig();
    const paths = ['old/a.ifc', '.x/a.ifc', 'a/a.ifc', 'b.txt', 'README', 'c.rvt'];
    rig.serve([...paths.map((path) => ({ path, version: '1' })), { path: 'e.ifc', size: 0 }]);
    const { paths: taken, skipped } = await listed(await rig.open({ exclude: ['old', '*.rvt'] }));
    expect([taken, skipped]).toEqual([
      ['a/a.ifc'],
      [
        'README: sources.extensions does not have its extension',
        'b.txt: sources.extensions does not have its extension',
        'e.ifc: it is empty',
      ],
    ]);
  });

  test('of 100,000 lines in any order is sorted on the disk, and listed in part', async () => {
    const rig = await startRig();
    const names = Array.from({ length: 100_000 }, (_, index) => `${(index * 7_919) % 100_000}`.padStart(6, '0'));
    const pathOf = (name: string) => `项目（${name.slice(0, 2)}）/模型-${name}-${'x'.repeat(100)}.ifc`;
    rig.serve([
      ...names.map((name) => ({ path: pathOf(name), version: name })),
      { path: '𠀀.ifc', version: '1' },
      { path: pathOf('000007'), version: '2' },
    ]);
    const listing = await rig.open();
    const all = await listed(listing);
    expect(all.paths).toEqual([...names.map(pathOf), '𠀀.ifc'].sort(comparePaths));
    expect(all.problems).toEqual([expect.stringContaining('line 100002 has the path of line ')]);
    for (const at of [0, 1, 4_711, 99_999]) {
      const from = all.paths[at] ?? '';
      const before = all.paths[at + 600];
      expect((await listed(listing, { from, before })).paths).toEqual(all.paths.slice(at, at + 600));
      expect((await listed(listing, { from: `${from}\0`, before })).paths).toEqual(all.paths.slice(at + 1, at + 600));
      expect(await listing.look(from)).toMatchObject({ path: from });
    }
    // What was needed for the sorting is gone.
    expect((await readdir(rig.spoolFolder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('that has not changed is not read again; one that has is', async () => {
    const rig = await startRig();
    const bytesRead = () => rig.server.requests.reduce((sum, { bytes }) => sum + bytes, 0);
    rig.serve([{ path: 'a.ifc', version: '1' }]);
    await rig.open();
    const before = bytesRead();
    expect((await listed(await rig.open())).paths).toEqual(['a.ifc']);
    expect(bytesRead()).toBe(before);
    rig.serve([
      { path: 'a.ifc', version: '1' },
      { path: 'b.ifc', version: '1' },
    ]);
    expect((await listed(await rig.open())).paths).toEqual(['a.ifc', 'b.ifc']);
    rig.serve([{ path: 'c.ifc', version: '1' }], null);
    for (const _time of [1, 2]) expect((await listed(await rig.open())).paths).toEqual(['c.ifc']);
  });

  test('that is larger than the spool is refused', async () => {
    const rig = await startRig({ maxBytes: 9 * MIB });
    rig.serve(
      Array.from({ length: 20_000 }, (_, index) => ({
        path: `${index}/${`${'x'.repeat(200)}/`.repeat(4)}a.ifc`,
        version: '1',
      })),
    );
    await expect(rig.open()).rejects.toMatchObject({ type: 'InvalidRequest' });
  });
});
