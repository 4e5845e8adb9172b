import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { changeMemory } from '../../contracts/sync/change-memory.ts';
import { emptyMemory, type RangeRef, rangeAt } from '../../contracts/sync/memory.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import { createPiece, NO_TAG, readContent } from '../../lib/sync/content.ts';
import { createEntryDigest, summariseRows } from '../../lib/sync/digest.ts';
import { applyDelta, decodeRows, encodeRows, type Row } from '../../lib/sync/rows.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const id = fc.oneof(
  fc.constant(''),
  fc.uuid(),
  fc.bigInt({ min: 0n, max: 10n ** 29n }).map(String),
  fc.stringMatching(/^[0-9a-f]{8,40}$/),
  text,
);
const path = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const row: fc.Arbitrary<Row> = fc
  .record(
    {
      path,
      size: fc.nat(),
      version: id,
      md5: fc.stringMatching(/^(?:[0-9a-f]{32})?$/),
      id,
      superseded: fc.array(id, { minLength: 1, maxLength: 3 }),
      supersededBefore: fc.integer({ min: 1, max: 1e6 }),
      failures: fc.integer({ min: 1, max: 9 }),
      aside: fc.constant(true as const),
      gone: fc.constant(true as const),
      removing: fc.constant(true as const),
    },
    { requiredKeys: ['path', 'size', 'version', 'md5', 'id'] },
  )
  .map((made) => ({ ...made }));
const rows = fc.uniqueArray(row, { selector: (one) => one.path, maxLength: 40 });
const byPathOf = (list: readonly Row[]) => new Map(list.map((one) => [one.path, one]));

describe('what is remembered of files', () => {
  test.prop([rows, fc.array(path)])('is read as it was written, what is forgotten too', (list, forgotten) => {
    const delta = new Map<string, Row | undefined>(byPathOf(list));
    for (const one of forgotten) delta.set(one, undefined);
    expect(decodeRows(encodeRows(delta))).toEqual(new Map([...delta].sort(([a], [b]) => comparePaths(a, b))));
  });

  test.prop([rows, fc.array(rows, { maxLength: 5 })])('is the same in one piece and in several', (first, later) => {
    const expected = byPathOf(first);
    let { bytes, tag } = createPiece(expected, NO_TAG);
    for (const delta of later) {
      const piece = createPiece(byPathOf(delta), tag);
      applyDelta(expected, byPathOf(delta));
      bytes = Buffer.concat([bytes, piece.bytes]);
      tag = piece.tag;
    }
    const content = readContent(bytes);
    expect(content.rows).toEqual(expected);
    expect(content).toMatchObject({ tag, bytes: bytes.length, pieces: later.length + 1 });
  });

  it('is refused when it is of another format', () => {
    const { bytes } = createPiece(new Map(), NO_TAG);
    bytes[4] = 9;
    expect(() => readContent(bytes)).toThrow('cannot be read by this version');
    expect(() => readContent(bytes.subarray(0, 3))).toThrow('cannot be read by this version');
  });

  it('takes less than 60 bytes a file, with digests and ids that cannot be compressed', () => {
    const list = Array.from({ length: 5_000 }, (_, index): Row => {
      const number = String(index).padStart(5, '0');
      const hex = (seed: number) =>
        BigInt.asUintN(64, BigInt(seed) * 0x9e3779b97f4a7c15n)
          .toString(16)
          .padStart(16, '0');
      return {
        path: `project-${index % 7}/building/storey-${index % 11}/model-${number}.ifc`,
        size: 1_000 + ((index * 7_919) % 100_000),
        version: String(1_700_000_000_000_000_000n + ((BigInt(index) * 7_919_131_071n) % 10n ** 16n)),
        md5: hex(index + 1) + hex(index + 77_777),
        id: `${1_000_000 + index}`,
      };
    });
    expect(createPiece(byPathOf(list), NO_TAG).bytes.length / list.length).toBeLessThan(60);
  });
});

describe('the order of paths', () => {
  test.prop([path, path])('is that of their UTF-8 bytes', (a, b) => {
    expect(Math.sign(comparePaths(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  });

  it('has full-width signs before what UTF-16 writes as pairs', () => {
    expect(['𠀀.ifc', '（一期）.ifc', 'a'].sort(comparePaths)).toEqual(['a', '（一期）.ifc', '𠀀.ifc']);
  });
});

describe('the digest of a range', () => {
  test.prop([rows, fc.nat()])('does not depend on the order of the files', (all, seed) => {
    const list = all
      .map(({ removing: _removing, ...one }) => one)
      .filter((one) => one.gone === true || one.aside === true || !one.failures);
    const settled = list.filter((one) => one.gone !== true);
    const scan = createEntryDigest();
    const shuffled = [...settled].sort((a, b) => ((a.path.length * seed) % 7) - ((b.path.length * seed) % 7));
    for (const one of shuffled) scan.add(one);
    expect(summariseRows(list).digest).toBe(scan.toString());
  });

  const unsettled = fc.constantFrom<Partial<Row>>({ removing: true }, { failures: 1 });
  test.prop([row, unsettled])(
    'is that of no scan while a file is being removed, or failed, there or not',
    (one, how) => {
      const scan = createEntryDigest();
      scan.add(one);
      const { gone: _gone, aside: _aside, ...there } = one;
      const { digest } = summariseRows([{ ...there, ...how }]);
      expect([scan.toString(), createEntryDigest().toString()]).not.toContain(digest);
    },
  );

  test.prop([row, row])('is another for another file', (a, b) => {
    fc.pre(a.path !== b.path || a.size !== b.size || a.version !== b.version);
    const [one, other] = [createEntryDigest(), createEntryDigest()];
    one.add(a);
    other.add(b);
    expect(one.toString()).not.toBe(other.toString());
  });
});

describe('the memory', () => {
  const range = (rangeId: string, from: string, rowCount = 1): RangeRef => ({
    id: rangeId,
    from,
    rows: rowCount,
    digest: `${rangeId}-${rowCount}`,
    aside: 0,
    gone: 0,
  });

  it('takes a change once, and refuses one that was made from another state', () => {
    const first = { ranges: [{ into: [range('1', '')] }], made: 1 };
    const one = changeMemory(emptyMemory('s'), first);
    if (one === undefined) throw new Error('refused');
    expect(changeMemory(one, first)).toEqual(one);
    const parts = [range('2', ''), range('3', 'm')];
    const split = { ranges: [{ id: '1', digest: '1-1', into: parts }], made: 3 };
    const two = changeMemory(one, split);
    expect(two?.ranges).toEqual(parts);
    if (two === undefined) throw new Error('refused');
    expect(changeMemory(two, split)).toEqual(two);
    expect(changeMemory(two, { ranges: [{ id: '1', digest: '1-1', into: [range('4', '')] }] })).toBeUndefined();
    expect(changeMemory(two, { ranges: [{ id: '2', digest: 'other', into: [range('2', '', 5)] }] })).toBeUndefined();
  });

  it('gives a run one generation', () => {
    const one = changeMemory(emptyMemory('s'), { begin: { run: 'a' } });
    expect(one).toMatchObject({ generation: 1, generationRun: 'a' });
    expect(one && changeMemory(one, { begin: { run: 'a' } })).toMatchObject({ generation: 1 });
    expect(one && changeMemory(one, { begin: { run: 'b' } })).toMatchObject({ generation: 2 });
  });

  test.prop([fc.uniqueArray(path, { minLength: 1, maxLength: 20 }), path])(
    'finds the range of a path',
    (froms, wanted) => {
      const ranges = ['', ...froms.sort(comparePaths)].map((from) => ({ from }));
      const at = rangeAt(ranges, wanted);
      expect(comparePaths(ranges[at]?.from ?? '', wanted)).toBeLessThanOrEqual(0);
      expect(at + 1 >= ranges.length || comparePaths(ranges[at + 1]?.from ?? '', wanted) > 0).toBe(true);
    },
  );
});
