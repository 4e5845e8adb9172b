import type { IngestSummary } from '../../client/index.ts';
import { labelsText } from '../../contracts/labels.ts';
import type { Waiting } from '../../contracts/progress.ts';
import { say } from '../../lib/words/say.ts';
import type { PlainText } from '../../lib/words/text.ts';
import type { Colors, Output } from '../context.ts';
import { waitReason } from './standstill.ts';
import { paintStatus } from './status.ts';
import { type Column, renderTable } from './table.ts';
import { cut, cutMiddle, printable, textWidth } from './text.ts';
import { formatDuration, formatTime, shortDuration } from './units.ts';

/** The columns that a list may have, by the names that `--columns` takes. */
export const LIST_COLUMNS = [
  'id',
  'status',
  'stage',
  'platform',
  'files',
  'project',
  'started',
  'took',
  'reason',
  'ended',
  'labels',
] as const;

/** One of {@link LIST_COLUMNS}. */
export type ListColumn = (typeof LIST_COLUMNS)[number];

const USUAL: readonly ListColumn[] = ['id', 'status', 'stage', 'platform', 'files', 'project', 'started', 'took'];
/** What a narrow terminal does without, the first one first. */
const EXPENDABLE: readonly ListColumn[] = ['started', 'files', 'platform', 'labels', 'project', 'took', 'stage'];
const GAP = 2;
/** A name or a reason that is cut to less tells nothing. */
const NARROWEST = 12;

interface ColumnView {
  column: Column & { title: PlainText };
  cell(ingestion: IngestSummary, colors: Colors, nowMs: number): string;
  /** May be cut: it has no colours. */
  isText?: true;
}

const VIEWS: Readonly<Record<ListColumn, ColumnView>> = {
  id: { column: { title: 'ID' }, cell: ({ id }) => printable(id), isText: true },
  status: { column: { title: 'STATUS' }, cell: statusCell },
  stage: { column: { title: 'STAGE' }, cell: stageCell },
  platform: { column: { title: 'PLATFORM' }, cell: ({ platform }) => printable(platform), isText: true },
  files: {
    column: { title: 'FILES', align: 'right' },
    cell: ({ files }) => (files === undefined ? '' : String(files)),
  },
  project: { column: { title: 'PROJECT' }, cell: (one) => projectText(one) ?? '', isText: true },
  started: { column: { title: 'STARTED' }, cell: ({ startedAt }) => formatTime(startedAt) },
  took: {
    column: { title: 'TOOK', align: 'right' },
    cell: ({ startedAt, closedAt }, _colors, nowMs) =>
      formatDuration((closedAt === undefined ? nowMs : Date.parse(closedAt)) - Date.parse(startedAt)),
  },
  reason: {
    column: { title: 'REASON' },
    cell: ({ waiting }) => (waiting === undefined ? '' : waitReason(waiting)),
    isText: true,
  },
  labels: { column: { title: 'LABELS' }, cell: ({ labels = {} }) => printable(labelsText(labels)), isText: true },
  ended: { column: { title: 'ENDED' }, cell: ({ closedAt }) => (closedAt === undefined ? '' : formatTime(closedAt)) },
};

/** Ingestions, a line each, within the width of the terminal. `wanted`: all of these columns, however narrow that makes them. */
export function renderIngestions(
  ingestions: readonly IngestSummary[],
  output: Output,
  wanted?: readonly ListColumn[],
  nowMs = Date.now(),
): string {
  const rows = ingestions.map((one) => {
    const cells = LIST_COLUMNS.map((name) => [name, VIEWS[name].cell(one, output.colors, nowMs)] as const);
    return new Map(cells);
  });
  const names = [...(wanted ?? usualFor(ingestions))];
  const widthOf = (name: ListColumn) =>
    Math.max(textWidth(say(VIEWS[name].column.title)), ...rows.map((row) => textWidth(row.get(name) ?? '')));
  const widths = new Map(names.map((name) => [name, widthOf(name)]));
  const limit = output.width ?? Number.POSITIVE_INFINITY;
  const total = () => names.reduce((sum, name) => sum + (widths.get(name) ?? 0) + GAP, -GAP);
  for (const name of ['project', 'labels'] as const) narrow(name, widths, total() - limit);
  if (wanted === undefined) {
    for (const name of EXPENDABLE) {
      if (total() > limit && names.includes(name)) names.splice(names.indexOf(name), 1);
    }
  }
  for (const name of ['reason', 'labels', 'project', 'platform', 'id'] as const) narrow(name, widths, total() - limit);
  return renderTable(
    names.map((name) => ({ ...VIEWS[name].column, title: say(VIEWS[name].column.title) })),
    rows.map((row) => names.map((name) => fitted(name, row.get(name) ?? '', widths.get(name)))),
    { ...output, width: undefined },
  );
}

/** The labels are there where any ingestion has some. */
function usualFor(ingestions: readonly IngestSummary[]): readonly ListColumn[] {
  const hasLabels = ingestions.some(({ labels }) => labels !== undefined);
  return hasLabels ? USUAL.flatMap((name) => (name === 'project' ? [name, 'labels'] : [name])) : USUAL;
}

/** Takes so many cells off a column, as far as it keeps a meaning. */
function narrow(name: ListColumn, widths: Map<ListColumn, number>, cells: number): void {
  const width = widths.get(name);
  if (width === undefined || cells <= 0) return;
  widths.set(name, Math.min(width, Math.max(NARROWEST, width - cells)));
}

function fitted(name: ListColumn, cell: string, width: number | undefined): string {
  if (width === undefined || VIEWS[name].isText !== true) return cell;
  return name === 'reason' || name === 'labels' ? cut(cell, width) : cutMiddle(cell, width);
}

function statusCell(ingestion: IngestSummary, colors: Colors, nowMs: number): string {
  const { status, waiting, cancelling, dryRun } = ingestion;
  return [
    ...(cancelling === true && status === 'running' ? [] : [paintStatus(status, colors)]),
    ...(cancelling === true ? [colors.yellow(say('cancelling'))] : []),
    ...(waiting === undefined ? [] : [colors.yellow(waitsText(waiting, nowMs))]),
    ...(dryRun === true ? [say('dry run')] : []),
  ].join(' · ');
}

/** What it waits for and how long, in a few words: `waits for platform 3 min`. */
export function waitsText(waiting: Waiting, nowMs: number): string {
  const sinceMs = Date.parse(waiting.since);
  const time = Number.isNaN(sinceMs) ? '' : ` ${shortDuration(nowMs - sinceMs)}`;
  return `${say('waits for {what}', { what: say(waiting.for) })}${time}`;
}

function stageCell({ closedAt, stage, percent }: IngestSummary): string {
  if (closedAt !== undefined) return '';
  return `${stage === undefined ? '' : say(stage)}${percent === undefined ? '' : `${say(', ')}${Math.floor(percent)} %`}`;
}

/** A project by its id and its name, as far as they are known. */
export function projectText({
  projectId,
  projectName,
}: Pick<IngestSummary, 'projectId' | 'projectName'>): string | undefined {
  const known = [projectId, projectName].filter((text) => text !== undefined && text !== '');
  return known.length === 0 ? undefined : printable(known.join(' '));
}
