import type { IngestProgress } from '../../client/index.ts';

/** Where a percentage is lower than at an earlier look: of the ingestion, or of one of its files. Each run begins anew. */
export function fallsIn(seen: readonly IngestProgress[]): string[] {
  return seen.flatMap((now, position) => {
    const before = seen[position - 1];
    if (before?.runId !== now.runId) return [];
    const all = before.percent > now.percent ? [`all: ${before.percent} to ${now.percent}`] : [];
    const files = now.files.flatMap(({ name, percent }, index) => {
      const earlier = before.files[index]?.percent ?? 0;
      return earlier > percent ? [`${name}: ${earlier} to ${percent}`] : [];
    });
    return [...all, ...files];
  });
}
