import type { AskedIngestion, Evidence } from './judged.ts';

/**
 * Conversions that nothing explains: a file is in one task for each run of its ingestion, or of those of its sync, one more for each task that the
 * platform lost, and one for each disturbance after which it is not known whether the platform took a submission.
 */
export function judgeTasks({ id, files }: AskedIngestion, { state, repeats, runs }: Evidence): string[] {
  return files.flatMap(({ name, deliveries = 1 }) => {
    const ofFile = state.tasks.filter(({ models }) => models.some((model) => model.name === name));
    const lost = ofFile.filter(({ outcome }) => outcome === 'lose').length;
    const allowed = (runs.get(id) ?? 1) + deliveries - 1 + lost + repeats;
    return ofFile.length > allowed
      ? [`${name} was converted ${ofFile.length} times, and ${allowed} are explained`]
      : [];
  });
}
