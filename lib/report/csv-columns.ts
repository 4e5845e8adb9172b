import type { WordsKey } from '../words/catalogue.ts';

/** The columns of the table, in their order, and what they are called. */
export const CSV_COLUMNS = [
  { column: 'number', key: 'report.column.number' },
  { column: 'total', key: 'report.csv.total' },
  { column: 'ingestion', key: 'report.csv.ingestion' },
  { column: 'platform', key: 'report.platform' },
  { column: 'project', key: 'report.project' },
  { column: 'name', key: 'report.column.name' },
  { column: 'format', key: 'report.csv.format' },
  { column: 'bytes', key: 'report.csv.bytes' },
  { column: 'md5', key: 'report.csv.md5' },
  { column: 'sha256', key: 'report.csv.sha256' },
  { column: 'status', key: 'report.csv.status' },
  { column: 'deliveredAt', key: 'report.column.deliveredAt' },
  { column: 'attempts', key: 'report.column.attempts' },
  { column: 'verified', key: 'report.column.verified' },
  { column: 'reason', key: 'report.csv.reason' },
  { column: 'startedBy', key: 'report.startedBy' },
  { column: 'labels', key: 'report.csv.labels' },
  { column: 'ids', key: 'report.csv.ids' },
  { column: 'source', key: 'report.csv.source' },
] as const satisfies readonly { column: string; key: WordsKey }[];

/** One of {@link CSV_COLUMNS}. */
export type CsvColumn = (typeof CSV_COLUMNS)[number]['column'];
