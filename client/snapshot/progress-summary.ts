import { leftoverSentence, parseLeftovers } from '../../contracts/leftovers.ts';
import { INGEST_STATUSES, type IngestProgress } from '../../contracts/progress.ts';
import { toldWith } from '../../contracts/sentences.ts';
import type { IngestResult, ProgressSummary } from '../../contracts/state.ts';

/** The figures that a run keeps in its memo, or undefined when it has not kept any. */
export function parseSummary(value: unknown): ProgressSummary | undefined {
  return hasKnownStatus(value) ? (value as ProgressSummary) : undefined; // as: only our own workflow writes it
}

/** The answer of the query `progress`, or a result of the workflow without what the next run alone needs. */
export function parseProgress(value: unknown): IngestProgress | undefined {
  const result = parseResult(value);
  if (result === undefined) return undefined;
  const { resume, ...progress } = result;
  const left = parseLeftovers(resume?.leftovers).map(leftoverSentence);
  return left.length === 0 ? progress : { ...progress, ...toldWith([...(progress.told ?? []), ...left]) };
}

/** A result of the workflow; of an answer to the query `progress` everything but `resume`. */
export function parseResult(value: unknown): (IngestProgress & Partial<Pick<IngestResult, 'resume'>>) | undefined {
  if (!hasKnownStatus(value) || !('files' in value) || !Array.isArray(value.files)) return undefined;
  return value as unknown as IngestProgress; // as: only our own workflow writes it
}

function hasKnownStatus(value: unknown): value is { status: string } {
  if (typeof value !== 'object' || value === null || !('status' in value)) return false;
  return INGEST_STATUSES.some((status) => status === value.status);
}
