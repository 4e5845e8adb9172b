import type { IngestProgress } from '../../contracts/progress.ts';

/**
 * A state with no lower percentage than the one that was shown before, of all and of each file: what begins anew, a hash after the
 * death of a worker, has to come further first. Another run begins anew.
 */
export function neverLower(now: IngestProgress, before: IngestProgress | undefined): IngestProgress {
  if (before?.runId !== now.runId) return now;
  const files = now.files.map((file, position) => {
    const percent = before.files[position]?.percent ?? 0;
    return percent > file.percent ? { ...file, percent } : file;
  });
  return { ...now, files, percent: Math.max(now.percent, before.percent) };
}
