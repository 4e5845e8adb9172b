import type { ErrorInfo } from '../../contracts/errors.ts';
import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import { adviceFor, isWorthRetrying } from '../advice.ts';
import type { Colors, Output } from '../context.ts';
import { waitingText } from './progress-view.ts';
import { renderPairs, renderTable } from './table.ts';
import { printable } from './text.ts';
import { count, formatBytes, formatDuration, formatTime } from './units.ts';

/** An ingestion in full: where it stands, its files, what it made on the platform, what went wrong and the way out. */
export function renderIngestion(progress: IngestProgress, output: Output, nowMs = Date.now()): string {
  const sections = [
    renderPairs(facts(progress, output.colors, nowMs), output),
    fileTable(progress, output),
    dryRunText(progress),
    leftoversText(progress),
    problemsText(progress, output.colors),
  ];
  return sections.filter((section) => section !== undefined && section !== '').join('\n\n');
}

/** A status in its colour. */
export function paintStatus(status: string, colors: Colors): string {
  if (status === 'completed' || status === 'registered') return colors.green(status);
  if (status === 'failed' || status === 'cancelled') return colors.red(status);
  return status === 'partial' || status === 'paused' ? colors.yellow(status) : status;
}

function facts(progress: IngestProgress, colors: Colors, nowMs: number): [string, string | undefined][] {
  const isOpen = progress.closedAt === undefined;
  const tasks = progress.tasks ?? [];
  const started = Date.parse(progress.startedAt);
  const took = progress.closedAt === undefined ? nowMs - started : Date.parse(progress.closedAt) - started;
  return [
    ['id', progress.id],
    [
      'status',
      `${paintStatus(progress.status, colors)}${isOpen ? ` · ${progress.stage}, ${Math.floor(progress.percent)} %` : ''}`,
    ],
    ['waiting', progress.waiting && colors.yellow(waitingText(progress.waiting, nowMs))],
    ['note', progress.note && colors.yellow(printable(progress.note))],
    ['platform', progress.platform],
    ['project', progress.projectId],
    ...(tasks.length > 1
      ? tasks.map(({ modelGroupId, taskId }, index): [string, string] => [
          `task ${index + 1}`,
          `${taskId}  group ${modelGroupId}`,
        ])
      : ([
          ['group', progress.modelGroupId],
          ['task', progress.taskId],
        ] satisfies [string, string | undefined][])),
    ['started', formatTime(progress.startedAt)],
    ['ended', progress.closedAt && formatTime(progress.closedAt)],
    [isOpen ? 'runs for' : 'took', Number.isNaN(took) ? undefined : formatDuration(took)],
    ['Temporal', progress.url],
  ];
}

function fileTable(progress: IngestProgress, output: Output): string | undefined {
  if (progress.files.length === 0) return undefined;
  const isOpen = progress.closedAt === undefined;
  const rows = progress.files.map((file) => [
    printable(file.name),
    paintStatus(file.status, output.colors),
    ...(isOpen ? [`${Math.floor(file.percent)} %`] : []),
    formatBytes(file.size),
    sentText(file),
    file.hash,
    file.error === undefined ? '' : output.colors.red(file.error.type),
  ]);
  return renderTable(
    [
      { title: 'NAME', isFlexible: true },
      { title: 'STATUS' },
      ...(isOpen ? [{ title: 'DONE', align: 'right' } as const] : []),
      { title: 'SIZE', align: 'right' },
      { title: 'SENT', align: 'right' },
      { title: 'MD5' },
      { title: 'ERROR' },
    ],
    rows,
    output,
  );
}

function sentText({ upload }: FileProgress): string {
  return upload.instant ? 'nothing (instant)' : formatBytes(upload.bytesSent);
}

function dryRunText({ dryRun }: IngestProgress): string | undefined {
  if (dryRun === undefined) return undefined;
  const toSend = `${count(dryRun.toSend, 'file')} (${formatBytes(dryRun.bytesToSend)}) would be sent`;
  return `dry run: ${toSend}, ${count(dryRun.instant, 'file')} the platform has already; nothing was sent or created`;
}

function leftoversText({ leftovers = [] }: IngestProgress): string | undefined {
  if (leftovers.length === 0) return undefined;
  return ['What stays on the platform:', ...leftovers.map((line) => `  ${printable(line)}`)].join('\n');
}

function problemsText(progress: IngestProgress, colors: Colors): string | undefined {
  const told = problems(progress);
  const lines = told.flatMap(({ error, names }) => [
    `${colors.red(error.type)}  ${names === '' ? '' : `${names}: `}${printable(error.message)}`,
    `  → ${adviceFor(error.type)}`,
  ]);
  const warnings = progress.files
    .filter((file) => file.warning !== undefined)
    .map((file) => `${colors.yellow('warning')}  ${printable(file.name)}: ${printable(file.warning ?? '')}`);
  const canRetry = progress.closedAt !== undefined && told.some(({ error }) => isWorthRetrying(error.type));
  const retry = canRetry ? [`  → then: modelrail retry ${progress.id}`] : [];
  return [...warnings, ...lines, ...retry].join('\n');
}

const MAX_NAMES = 3;

/** Equal errors told once, with the names of the files that had them. */
function problems(progress: IngestProgress): { error: ErrorInfo; names: string }[] {
  const groups = new Map<string, { error: ErrorInfo; files: string[] }>();
  for (const { name, error } of progress.files) {
    if (error === undefined) continue;
    const key = JSON.stringify([error.type, error.message]);
    const group = groups.get(key) ?? { error, files: [] };
    group.files.push(printable(name));
    groups.set(key, group);
  }
  const ofFiles = [...groups.values()].map(({ error, files }) => {
    const more = files.length - MAX_NAMES;
    return { error, names: files.slice(0, MAX_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '') };
  });
  const { error } = progress;
  const isToldAlready = ofFiles.some((told) => told.error.message === error?.message);
  return error === undefined || isToldAlready ? ofFiles : [{ error, names: '' }, ...ofFiles];
}
