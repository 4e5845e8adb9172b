import type { Manifest } from '../../contracts/manifest.ts';

/**
 * How often each file was tried, by position: once, and once more for each repetition of a step that it was in, and for each further run
 * of the ingestion that it was in.
 */
export function attemptsOfFiles({ files, steps }: Pick<Manifest, 'files' | 'steps'>): number[] {
  const runs = files.map(() => new Set<number>());
  for (const step of steps) for (const index of step.files ?? []) runs[index]?.add(step.run);
  return files.map(({ stages }, index) => {
    const repeated = stages.reduce((sum, { attempts, steps }) => sum + Math.max(0, attempts - steps), 0);
    return Math.max(1, runs[index]?.size ?? 0) + repeated;
  });
}
