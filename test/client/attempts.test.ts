import { expect, test } from 'vitest';
import { attemptsOfFiles } from '../../client/report/attempts.ts';
import type { ManifestFile, ManifestStage, ManifestStep } from '../../contracts/manifest.ts';

const AT = '2026-11-30T00:00:00.000Z';

function file(...stages: [steps: number, attempts: number][]): ManifestFile {
  const known = stages.map(([steps, attempts]): ManifestStage => ({ stage: 'upload', steps, attempts, startedAt: AT }));
  return { name: 'a.ifc', source: { path: '/a.ifc' }, status: 'registered', remote: {}, stages: known };
}

function step(run: number, ...files: number[]): ManifestStep {
  return { step: 'transferChunks', run, files, attempts: 1, outcome: 'done', scheduledAt: AT };
}

test('a file is tried once, and once more for each repetition of a step and each further run that it was in', () => {
  const files = [file([2, 2]), file([2, 4], [1, 2]), file([2, 2]), file([3, 1]), file()];
  const steps = [step(0, 0, 1, 2, 3), step(0, 0, 1, 2, 3), step(1, 2), step(2, 2)];
  expect(attemptsOfFiles({ files, steps })).toEqual([1, 4, 3, 1, 1]);
});
