import type { FileProgress, IngestProgress, SliceProgress } from '../contracts/progress.ts';
import { utf8Length } from './utf8.ts';

/** Rows of the table: more are not read; the rest is counted. */
const MAX_ROWS = 40;
/** The UI shows 20 kB, as JSON; the count of the rest takes less than the difference. */
const MAX_BYTES = 19_900;
/** Characters of a cell. */
const MAX_CELL_LENGTH = 200;

/** The present state as Markdown, for the top of the run's page in the Temporal UI. */
export function currentDetails(progress: IngestProgress): string {
  const ids = [
    progress.projectId === undefined ? [] : [`project \`${progress.projectId}\``],
    (progress.tasks ?? []).map((task) => `group \`${task.modelGroupId}\` · task \`${task.taskId}\``),
  ].flat();
  const table = progress.slices === undefined ? fileTable(progress.files) : sliceTable(progress.slices);
  const lines = [
    `**${progress.status}** · ${progress.stage} · ${progress.percent} %`,
    ...(progress.error === undefined ? [] : ['', `**${progress.error.type}**: ${escapeCell(progress.error.message)}`]),
    ...(ids.length === 0 ? [] : ['', ids.slice(0, 5).join(' — ')]),
    '',
    ...table.head,
  ];
  const shown = fitting(table.rows, MAX_BYTES - jsonBytes(lines.join('\n')));
  lines.push(...shown);
  const hidden = table.total - shown.length;
  if (hidden > 0) lines.push('', `… and ${hidden} more ${table.noun}`);
  return lines.join('\n');
}

/** A table of which the first rows are shown. */
interface Table {
  head: string[];
  rows: string[];
  total: number;
  noun: string;
}

function fileTable(files: readonly FileProgress[]): Table {
  return {
    head: tableHead(['file', 'status', '%', 'sent', 'note']),
    rows: interestingFirst(files).slice(0, MAX_ROWS).map(fileRow),
    total: files.length,
    noun: 'files',
  };
}

/** A large ingestion has its files in runs of their own, whose pages tell of them one by one. */
function sliceTable(slices: readonly SliceProgress[]): Table {
  return {
    head: tableHead(['files', 'status', 'stage', '%', 'delivered', 'failed', 'run', 'note']),
    rows: slices.slice(0, MAX_ROWS).map(sliceRow),
    total: slices.length,
    noun: 'slices',
  };
}

/** Failed files, then those on their way, then those that are done. */
function interestingFirst(files: readonly FileProgress[]): FileProgress[] {
  const rank = (file: FileProgress) => (file.status === 'failed' ? 0 : file.status === 'registered' ? 2 : 1);
  return [...files].sort((a, b) => rank(a) - rank(b));
}

function fileRow(file: FileProgress): string {
  const { chunks, sent, instant } = file.upload;
  const transfer = instant ? 'instant' : `${sent}/${chunks}`;
  const note = file.error === undefined ? (file.warning ?? '') : `${file.error.type}: ${file.error.message}`;
  return tableRow([escapeCell(file.name), file.status, `${file.percent}`, transfer, escapeCell(note)]);
}

function sliceRow({ from, count, run, status, stage, percent, delivered, failed, error }: SliceProgress): string {
  return tableRow([
    `${from + 1}–${from + count}`,
    run === undefined ? 'not begun' : status,
    stage,
    `${percent}`,
    `${delivered}`,
    `${failed}`,
    run === undefined ? '' : `\`${run.workflowId}\``,
    error === undefined ? '' : escapeCell(`${error.type}: ${error.message}`),
  ]);
}

function tableHead(cells: readonly string[]): string[] {
  return [tableRow(cells), `|${'---|'.repeat(cells.length)}`];
}

/** The UI leaves no room between columns: the space that stays has to be in the cells. */
function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | \u00a0\u00a0')} |`;
}

function escapeCell(text: string): string {
  // By code points: half a surrogate pair is no character.
  const cut = [...text].slice(0, MAX_CELL_LENGTH).join('');
  return cut.replace(/[\\|]/g, '\\$&').replace(/\s+/g, ' ');
}

/** As many of the first lines as fit into so many bytes. */
function fitting(lines: readonly string[], maxBytes: number): string[] {
  let bytes = 0;
  const end = lines.findIndex((line) => (bytes += jsonBytes(`${line}\n`)) > maxBytes);
  return lines.slice(0, end === -1 ? lines.length : end);
}

function jsonBytes(text: string): number {
  return utf8Length(JSON.stringify(text));
}
