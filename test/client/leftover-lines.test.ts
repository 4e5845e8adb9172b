import { expect, test } from 'vitest';
import { leftoverLines } from '../../client/snapshot/leftover-lines.ts';
import type { FileProgress } from '../../contracts/progress.ts';

const ofA: FileProgress = {
  source: '/m/a.ifc',
  name: 'a.ifc',
  size: 7,
  hash: 'a',
  status: 'failed',
  stage: 'convert',
  percent: 60,
  upload: { chunks: 1, sent: 1, skipped: 0, bytesSkipped: 0, bytesSent: 7, instant: false },
  fileId: 'A',
  path: '/A',
};
/** In another slice: the same content, delivered under the same record. */
const delivered: FileProgress = { ...ofA, name: 'b.ifc', status: 'registered', stage: 'done' };
const other: FileProgress = { ...ofA, name: 'c.ifc', fileId: 'C', path: '/C' };

test('a record that a file of another slice is delivered with does not stay behind, whatever its line says', () => {
  const left = [
    { kind: 'record', name: 'a.ifc, as it was called before', id: 'A', path: '/A' },
    { kind: 'record', name: 'c.ifc', id: 'C', path: '/C' },
    { kind: 'item', what: 'project', id: 'A', isSure: true },
  ] as const;
  expect(leftoverLines(left, [ofA, delivered, other])).toEqual(['file c.ifc: record C (/C)', 'project A']);
});

test('of a run of version 0.2, which left lines alone, they are compared', () => {
  const lines = ['file a.ifc: record A (/A)', 'file c.ifc: record C (/C)'];
  expect(leftoverLines(lines, [ofA, delivered, other])).toEqual(['file c.ifc: record C (/C)']);
});
