import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import { INGEST_STATUSES, type IngestStatus } from '../../contracts/progress.ts';
import { namesOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { IngestFilter } from '../modelrail.ts';

/** Runs that were continued by another of the same chain are no ingestions of their own. */
export const INGESTIONS = `WorkflowType = '${INGEST_WORKFLOW}' AND ExecutionStatus != 'ContinuedAsNew'`;

/** Ingestions that have not ended. */
export const OPEN_INGESTIONS = `${INGESTIONS} AND ExecutionStatus = 'Running'`;

/**
 * Which runs have a status. How the run ended counts more than what it last said of itself: one that was terminated
 * still says `running`.
 */
const STATUS_CONDITIONS: Record<IngestStatus, string> = {
  running: "ExecutionStatus = 'Running' AND (ModelrailStatus != 'paused' OR ModelrailStatus IS NULL)",
  paused: "ExecutionStatus = 'Running' AND ModelrailStatus = 'paused'",
  completed: "ExecutionStatus = 'Completed' AND (ModelrailStatus != 'partial' OR ModelrailStatus IS NULL)",
  partial: "ExecutionStatus = 'Completed' AND ModelrailStatus = 'partial'",
  failed: "ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut')",
  cancelled: "ExecutionStatus = 'Canceled'",
};

/** The visibility query of a filter. Error: `InvalidRequest` for a value that no ingestion can have. */
export function ingestionQuery(filter: IngestFilter): string {
  const conditions = [INGESTIONS];
  if (filter.platform !== undefined) conditions.push(`ModelrailPlatform = ${quote(filter.platform)}`);
  if (filter.status !== undefined) conditions.push(`(${statusCondition(filter.status)})`);
  if (filter.waiting === true) conditions.push("ExecutionStatus = 'Running'");
  if (filter.hash !== undefined) conditions.push(`ModelrailHash IN (${quote(parseHash(filter.hash))})`);
  if (filter.since !== undefined) conditions.push(`StartTime >= ${quote(parseSince(filter.since).toISOString())}`);
  return conditions.join(' AND ');
}

/** All runs of some ids. */
export function runsOfQuery(ids: readonly string[]): string {
  return `${INGESTIONS} AND WorkflowId IN (${ids.map(quote).join(', ')})`;
}

function statusCondition(status: IngestStatus): string {
  const condition = INGEST_STATUSES.includes(status) ? STATUS_CONDITIONS[status] : undefined;
  if (condition !== undefined) return condition;
  throw new ModelrailError(
    'InvalidRequest',
    sentenceOf('no status "{status}": there are {all}', { status, all: namesOf(INGEST_STATUSES) }),
  );
}

function parseHash(hash: string): string {
  if (/^[0-9a-f]{32}$/i.test(hash)) return hash.toLowerCase();
  throw new ModelrailError(
    'InvalidRequest',
    sentenceOf('"{hash}" is no MD5: 32 hexadecimal digits are needed', { hash }),
  );
}

function parseSince(since: Date | string): Date {
  const date = new Date(since);
  if (!Number.isNaN(date.getTime())) return date;
  throw new ModelrailError(
    'InvalidRequest',
    sentenceOf('"{since}" is no date: write it as 2026-01-31 or 2026-01-31T17:45:00Z', { since: String(since) }),
  );
}

/** A string literal of Temporal's query language, in which a backslash escapes. */
export function quote(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`;
}
