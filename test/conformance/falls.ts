import type { IngestProgress } from '../../client/index.ts';
import { STAGES } from '../../contracts/progress.ts';

/** Where a percentage is lower than at an earlier look, or a file in an earlier stage: of the ingestion, or of one of its files. Each run begins anew. */
export function fallsIn(seen: readonly IngestProgress[]): string[] {
  return seen.flatMap((now, position) => {
    const before = seen[position - 1];
    if (before?.runId !== now.runId) return [];
    const all = before.percent > now.percent ? [`all: ${before.percent} to ${now.percent}`] : [];
    const files = now.files.flatMap(({ name, percent, stage, status }, index) => {
      const earlier = before.files[index];
      if (earlier === undefined) return [];
      const hasGoneBack = status !== 'failed' && STAGES.indexOf(earlier.stage) > STAGES.indexOf(stage);
      return [
        ...(earlier.percent > percent ? [`${name}: ${earlier.percent} to ${percent}`] : []),
        ...(hasGoneBack ? [`${name}: ${earlier.stage} to ${stage}`] : []),
      ];
    });
    return [...all, ...files];
  });
}
