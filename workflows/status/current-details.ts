import { isDelivered } from '../../contracts/kinds.ts';
import type { FileProgress, IngestProgress, SliceProgress } from '../../contracts/progress.ts';
import { utf8Length } from '../../contracts/utf8.ts';
import { cutText } from '../../contracts/well-formed.ts';
import type { OpenStep } from '../steps/open-steps.ts';
import { escapeText, tableHead, tableRow } from './markdown.ts';
import { failureLines, standstillLines, stepLines } from './status-markdown.ts';

/** Rows of the table: more are not read; the rest is counted. */
const MAX_ROWS = 40;
/** The UI shows 20 kB, as JSON; the count of the rest takes less than the difference. */
const MAX_BYTES = 19_900;

/** The present state as Markdown, for the top of the run's page in the Temporal UI: what is, why it waits, what to do. */
export function currentDetails(progress: IngestProgress, steps: readonly OpenStep[] = []): string {
  const ids = [
    progress.projectId === undefined ? [] : [`project \`${codeText(progress.projectId)}\``],
    (progress.tasks ?? []).map(
      (task) => `group \`${codeText(task.modelGroupId)}\` · task \`${codeText(task.taskId)}\``,
    ),
  ].flat();
  const table = progress.slices === undefined ? fileTable(progress.files) : sliceTable(progress.slices);
  const lines = [
    `**${progress.status}** · ${progress.stage} · ${progress.percent} %${countsText(progress)}`,
    '',
    ...standstillLines(progress, steps),
    ...failureLines(progress),
    ...stepLines(steps),
    ...(ids.length === 0 ? [] : [ids.slice(0, 5).join(' — '), '']),
    ...table.head,
  ];
  const shown = fitting(table.rows, MAX_BYTES - jsonBytes(lines.join('\n')));
  lines.push(...shown);
  const hidden = table.total - shown.length;
  if (hidden > 0) lines.push('', `… and ${hidden} more ${table.noun}`);
  return lines.join('\n');
}

/** How many files there are, and how many of them came to which end. */
function countsText({ files, slices }: IngestProgress): string {
  const total = slices?.reduce((sum, { count }) => sum + count, 0) ?? files.length;
  if (total < 2) return '';
  const count = (status: FileProgress['status']) => files.filter((file) => file.status === status).length;
  const delivered = slices?.reduce((sum, slice) => sum + slice.delivered, 0) ?? files.filter(isDelivered).length;
  const failed = slices?.reduce((sum, slice) => sum + slice.failed, 0) ?? count('failed');
  return ` · ${total} files, ${delivered} delivered${failed === 0 ? '' : `, **${failed} failed**`}`;
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
    head: tableHead(['file', 'status', '%', 'chunks sent', 'note']),
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
  const rank = (file: FileProgress) => (file.status === 'failed' ? 0 : isDelivered(file) ? 2 : 1);
  return [...files].sort((a, b) => rank(a) - rank(b));
}

function fileRow(file: FileProgress): string {
  const told = [file.warning ?? [], file.notes ?? []].flat().join('; ');
  const note = file.error === undefined ? told : `${file.error.type}: ${file.error.message}`;
  return tableRow([escapeText(file.name), whereabouts(file), `${file.percent}`, chunksText(file), escapeText(note)]);
}

/** A status, and the stage where that alone tells what is done. */
function whereabouts({ status, stage }: FileProgress): string {
  const isMerging = status === 'uploading' && (stage === 'merge' || stage === 'synchronize');
  return isMerging ? stage : status;
}

/** While a step sends, only its heartbeats know how much. */
function chunksText({ status, stage, upload }: FileProgress): string {
  const { chunks, sent, skipped, instant } = upload;
  if (instant) return 'none, instant';
  if (chunks === 0) return '';
  const isSending = status === 'uploading' && stage === 'upload' && sent === 0;
  return `${isSending ? '…' : sent} of ${chunks}${skipped === 0 ? '' : `, ${skipped} were there`}`;
}

function sliceRow({
  from,
  count,
  run,
  status,
  stage,
  percent,
  delivered,
  failed,
  error,
  waiting,
}: SliceProgress): string {
  const note = error === undefined ? '' : `${error.type}: ${error.message}`;
  return tableRow([
    `${from + 1}–${from + count}`,
    run === undefined ? 'not begun' : status,
    stage,
    `${percent}`,
    `${delivered}`,
    `${failed}`,
    run === undefined ? '' : `\`${run.workflowId}\``,
    escapeText(waiting === undefined ? note : `waits: ${waiting.reason}`),
  ]);
}

/** An id of the platform, as code. */
function codeText(id: string): string {
  return cutText(id.replace(/[`\s|]/g, ' '), 100);
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
