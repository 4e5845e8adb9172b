import { ModelrailError } from '../errors.ts';
import { CATALOGUE } from '../words/catalogue.ts';
import { toldOf } from '../words/words.ts';
import { CSV_COLUMNS, type CsvColumn } from './csv-columns.ts';
import { parseCsv } from './csv-lines.ts';
import type { PaperFile } from './paper.ts';

/** Columns without which nothing can be compared. */
const NEEDED = ['number', 'total', 'ingestion', 'name', 'bytes', 'md5', 'sha256', 'status', 'source'] as const;

/** The files of a report that is a table, in either language. Error: `InvalidRequest`. */
export function readCsvPaper(text: string, shown: string): PaperFile[] {
  const { rows, isCut } = parseCsv(text);
  const [head = [], ...lines] = rows;
  const places = placesOf(head);
  if (NEEDED.some((column) => !places.has(column))) {
    throw new ModelrailError('InvalidRequest', toldOf('{path} is no report of modelrail', { path: shown }));
  }
  const cell = (row: readonly string[], column: CsvColumn) => row[places.get(column) ?? -1] ?? '';
  // An ingestion has a file at least.
  const [first] = lines;
  const total = first === undefined ? undefined : Number(cell(first, 'total'));
  const isWhole = !isCut && lines.length === total && lines.every((row) => row.length === head.length);
  if (!isWhole) {
    const cut =
      total === undefined
        ? toldOf('{path} is not whole: it has no files', { path: shown })
        : toldOf('{path} is not whole: it has {found} of {total} files, or a line that was cut off', {
            path: shown,
            found: lines.length,
            total,
          });
    throw new ModelrailError('InvalidRequest', cut);
  }
  return lines.map((row) => toFile((column) => cell(row, column), shown));
}

function placesOf(head: readonly string[]): ReadonlyMap<CsvColumn, number> {
  return new Map(
    CSV_COLUMNS.flatMap(({ column, key }): [CsvColumn, number][] => {
      const words: readonly string[] = Object.values(CATALOGUE[key]);
      const at = head.findIndex((title) => words.includes(title.trim()));
      return at < 0 ? [] : [[column, at]];
    }),
  );
}

function toFile(cell: (column: CsvColumn) => string, shown: string): PaperFile {
  const [name, bytes] = [cell('name'), cell('bytes')];
  const [md5, sha256] = [cell('md5').toLowerCase(), cell('sha256').toLowerCase()];
  const isRead =
    /^\d*$/.test(bytes) &&
    (md5 === '' || /^[0-9a-f]{32}$/.test(md5)) &&
    (sha256 === '' || /^[0-9a-f]{64}$/.test(sha256));
  if (!isRead) {
    const changed = toldOf(
      '{path} is not as it was made: the size or a checksum of "{name}" cannot be read. Was it saved anew by a spreadsheet?',
      { path: shown, name },
    );
    throw new ModelrailError('InvalidRequest', changed);
  }
  const delivered: readonly string[] = Object.values(CATALOGUE['report.delivered']);
  return {
    ingestion: cell('ingestion'),
    name,
    source: cell('source'),
    ...(bytes === '' ? {} : { size: Number(bytes) }),
    ...(md5 === '' ? {} : { md5 }),
    ...(sha256 === '' ? {} : { sha256 }),
    isDelivered: delivered.includes(cell('status').trim()),
  };
}
