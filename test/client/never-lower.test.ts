import { expect, test } from 'vitest';
import { neverLower } from '../../client/snapshot/never-lower.ts';
import { fileState, ingestState } from '../cli/progress-states.ts';

const merging = fileState('a.ifc', { status: 'uploading', stage: 'merge', percent: 60 });
const before = ingestState([merging], { stage: 'merge', percent: 60 });

test('a file that begins anew is shown where it was, until it has come further', () => {
  const hashing = fileState('a.ifc', { status: 'pending', stage: 'fingerprint', percent: 5 });
  const shown = neverLower({ ...before, stage: 'fingerprint', percent: 5, files: [hashing] }, before);
  expect(shown).toMatchObject({
    stage: 'merge',
    percent: 60,
    files: [{ status: 'uploading', stage: 'merge', percent: 60 }],
  });
  const converting = fileState('a.ifc', { status: 'converting', stage: 'convert', percent: 70 });
  expect(neverLower({ ...before, stage: 'convert', percent: 70, files: [converting] }, shown)).toMatchObject({
    stage: 'convert',
    files: [{ status: 'converting', stage: 'convert', percent: 70 }],
  });
});

test('a file that fails has failed, and another run begins anew', () => {
  const failed = fileState('a.ifc', { status: 'failed', stage: 'upload', percent: 20 });
  expect(neverLower({ ...before, files: [failed] }, before).files).toMatchObject([
    { status: 'failed', stage: 'upload' },
  ]);
  const again = { ...before, runId: 'another', stage: 'fingerprint' as const, files: [fileState('a.ifc')] };
  expect(neverLower(again, before)).toBe(again);
});
