import { shownError } from '../../contracts/errors.ts';
import { englishOf, toldWith } from '../../contracts/sentences.ts';
import { addFindings, emptyReport, type SyncFindings, type SyncReport } from '../../contracts/sync/report.ts';
import type { ListingFindings } from '../../lib/sync/listing.ts';

/** Different problems of a scan that are told. */
const MAX_PROBLEMS = 20;

/** What a step of a run has found so far. */
export interface FindingsLog extends ListingFindings {
  add(findings: SyncFindings): void;
  readonly hasProblems: boolean;
  /** For the step's answer. */
  take(): SyncFindings;
}

/** A log without findings. */
export function createFindings(): FindingsLog {
  const report: SyncReport = emptyReport();
  return {
    add: (findings) => addFindings(report, findings),
    skipped: ({ path, reason }) =>
      addFindings(report, { skipped: [{ path, reason: englishOf(reason) }], ...toldWith([reason]) }),
    problem: (error) => {
      if (report.problems.length >= MAX_PROBLEMS) return;
      const kept = error.toKept();
      addFindings(report, { problems: [shownError(kept)], ...toldWith(kept.told ?? []) });
    },
    get hasProblems() {
      return report.problems.length > 0;
    },
    take() {
      const { status: _status, error: _error, ...findings } = report;
      const isSaid = ([, value]: [string, unknown]) => (Array.isArray(value) ? value.length > 0 : value !== 0);
      return Object.fromEntries(Object.entries(findings).filter(isSaid));
    },
  };
}
