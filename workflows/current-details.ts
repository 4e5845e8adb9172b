import type { FileProgress, IngestProgress, SliceProgress } from '../contracts/progress.ts';

/** Rows of the table; the rest is counted, since the UI shows 20 kB at most. */
const MAX_ROWS = 40;

/** The present state as Markdown, for the top of the run's page in the Temporal UI. */
export function currentDetails(progress: IngestProgress): string {
  const ids = [
    progress.projectId === undefined ? [] : [`project \`${progress.projectId}\``],
    (progress.tasks ?? []).map((task) => `group \`${task.modelGroupId}\` · task \`${task.taskId}\``),
  ].flat();
  const lines = [
    `**${progress.status}** · ${progress.stage} · ${progress.percent} %`,
    ...(progress.error === undefined ? [] : ['', `**${progress.error.type}**: ${escapeCell(progress.error.message)}`]),
    ...(ids.length === 0 ? [] : ['', ids.slice(0, 5).join(' — ')]),
    '',
    ...(progress.slices === undefined ? fileTable(progress.files) : sliceTable(progress.slices)),
  ];
  const hidden = progress.files.length - MAX_ROWS;
  if (hidden > 0) lines.push('', `… and ${hidden} more files`);
  return lines.join('\n');
}

function fileTable(files: readonly FileProgress[]): string[] {
  return [
    tableRow(['file', 'status', '%', 'sent', 'note']),
    '|---|---|---|---|---|',
    ...interestingFirst(files).slice(0, MAX_ROWS).map(row),
  ];
}

/** A large ingestion has its files in runs of their own, whose pages tell of them one by one. */
function sliceTable(slices: readonly SliceProgress[]): string[] {
  return [
    tableRow(['files', 'status', 'stage', '%', 'delivered', 'failed', 'run', 'note']),
    '|---|---|---|---|---|---|---|---|',
    ...slices
      .slice(0, MAX_ROWS)
      .map(({ from, count, run, status, stage, percent, delivered, failed, error }) =>
        tableRow([
          `${from + 1}–${from + count}`,
          run === undefined ? 'not begun' : status,
          stage,
          `${percent}`,
          `${delivered}`,
          `${failed}`,
          run === undefined ? '' : `\`${run.workflowId}\``,
          error === undefined ? '' : escapeCell(`${error.type}: ${error.message}`),
        ]),
      ),
  ];
}

/** Failed files, then those on their way, then those that are done. */
function interestingFirst(files: readonly FileProgress[]): FileProgress[] {
  const rank = (file: FileProgress) => (file.status === 'failed' ? 0 : file.status === 'registered' ? 2 : 1);
  return [...files].sort((a, b) => rank(a) - rank(b));
}

function row(file: FileProgress): string {
  const { chunks, sent, instant } = file.upload;
  const transfer = instant ? 'instant' : `${sent}/${chunks}`;
  const note = file.error === undefined ? (file.warning ?? '') : `${file.error.type}: ${file.error.message}`;
  return tableRow([escapeCell(file.name), file.status, `${file.percent}`, transfer, escapeCell(note)]);
}

/** The UI leaves no room between columns: the space that stays has to be in the cells. */
function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | \u00a0\u00a0')} |`;
}

function escapeCell(text: string): string {
  return text.slice(0, 200).replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
