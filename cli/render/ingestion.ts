import { pausedAdviceOf, retryCommand, waitingAdviceOf } from '../../contracts/advice.ts';
import { labelsText } from '../../contracts/labels.ts';
import type { IngestProgress } from '../../contracts/progress.ts';
import { keptSayer, say, sayTold } from '../../lib/words/say.ts';
import type { Colors, Output } from '../context.ts';
import { fileTable } from './file-table.ts';
import { projectText } from './ingestion-list.ts';
import { canRetry, problemsText } from './problems.ts';
import { cancellingText, pausedText, silenceText, waitingText } from './standstill.ts';
import { countsByStatus, paintStatus } from './status.ts';
import { renderPairs } from './table.ts';
import { printable } from './text.ts';
import { count, formatBytes, formatDuration, formatTime, localTimes } from './units.ts';

const MAX_LEFTOVERS = 20;
const MAX_SKIPPED = 10;

/** How much is told, and when. */
export interface IngestionViewOptions {
  /** Every file and every error, however many. */
  isVerbose?: boolean;
  nowMs?: number;
}

/** An ingestion in full: where it stands, its files, what it made on the platform, what went wrong and the way out. */
export function renderIngestion(
  progress: IngestProgress,
  output: Output,
  { isVerbose = false, nowMs = Date.now() }: IngestionViewOptions = {},
): string {
  const sections = [
    renderPairs(facts(progress, output.colors, nowMs), output),
    fileTable(progress, output, isVerbose),
    skippedText(progress, isVerbose),
    leftoversText(progress, isVerbose),
    problemsText(progress, output.colors, isVerbose),
    dryRunText(progress),
    lastLine(progress),
  ];
  return sections.filter((section) => section !== undefined && section !== '').join('\n\n');
}

function facts(progress: IngestProgress, colors: Colors, nowMs: number): [string, string | undefined][] {
  const isOpen = progress.closedAt === undefined;
  const tasks = progress.tasks ?? [];
  const started = Date.parse(progress.startedAt);
  const took = progress.closedAt === undefined ? nowMs - started : Date.parse(progress.closedAt) - started;
  return [
    [say('id'), printable(progress.id)],
    [
      say('status'),
      [
        paintStatus(progress.status, colors),
        ...(isOpen ? [`${say(progress.stage)}${say(', ')}${Math.floor(progress.percent)} %`] : []),
        ...(progress.dryRun === undefined ? [] : [say('dry run')]),
      ].join(' · '),
    ],
    [say('waiting'), progress.waiting && colors.yellow(waitingText(progress.waiting, nowMs))],
    [say('platform says'), silenceText(progress, nowMs)],
    [say('paused'), progress.pausedSince && colors.yellow(pausedText(progress.pausedSince, nowMs))],
    [say('cancelling'), progress.cancelling && colors.yellow(cancellingText(progress))],
    [say('what to do'), whatToDo(progress)],
    [say('note'), progress.note && colors.yellow(localTimes(printable(keptSayer(progress)(progress.note))))],
    [say('platform'), printable(progress.platform)],
    [say('project'), projectText(progress)],
    [say('labels'), progress.labels && printable(labelsText(progress.labels))],
    ...(tasks.length > 1
      ? tasks.map(({ modelGroupId, taskId }, index): [string, string] => [
          say('task {number}', { number: index + 1 }),
          printable(say('{taskId}  group {groupId}', { taskId, groupId: modelGroupId })),
        ])
      : ([
          [say('group'), progress.modelGroupId && printable(progress.modelGroupId)],
          [say('task'), progress.taskId && printable(progress.taskId)],
        ] satisfies [string, string | undefined][])),
    [say('started'), formatTime(progress.startedAt)],
    [say('ended'), progress.closedAt && formatTime(progress.closedAt)],
    [say(isOpen ? 'runs for' : 'took'), Number.isNaN(took) ? undefined : formatDuration(took)],
    [say('Temporal'), progress.url && printable(progress.url)],
  ];
}

/** Next to why it stands still: how it comes to go on. */
function whatToDo({ id, waiting, pausedSince }: IngestProgress): string | undefined {
  if (pausedSince !== undefined) return printable(sayTold(pausedAdviceOf(id)));
  return waiting && printable(sayTold(waitingAdviceOf(waiting, id)));
}

function dryRunText({ dryRun }: IngestProgress): string | undefined {
  if (dryRun === undefined) return undefined;
  return say(
    'dry run: {toSend} ({size}) would be sent, {instant} the platform has already; nothing was sent or created',
    {
      toSend: count(dryRun.toSend, 'file'),
      size: formatBytes(dryRun.bytesToSend),
      instant: count(dryRun.instant, 'file'),
    },
  );
}

function skippedText({ skipped = [], ...progress }: IngestProgress, isVerbose: boolean): string | undefined {
  if (skipped.length === 0) return undefined;
  const told = isVerbose ? skipped : skipped.slice(0, MAX_SKIPPED);
  const sayKept = keptSayer(progress);
  const more = skipped.length - told.length;
  return [
    say('Left out:'),
    ...told.map(
      ({ source, reason }) =>
        `  ${say('{title}: {text}', { title: printable(source), text: printable(sayKept(reason)) })}`,
    ),
    ...(more > 0 ? [`  ${say('… and {count} more (all with --verbose)', { count: more })}`] : []),
  ].join('\n');
}

function leftoversText({ leftovers = [], ...progress }: IngestProgress, isVerbose: boolean): string | undefined {
  if (leftovers.length === 0) return undefined;
  const told = isVerbose ? leftovers : leftovers.slice(0, MAX_LEFTOVERS);
  const sayKept = keptSayer(progress);
  const more = leftovers.length - told.length;
  return [
    say('What stays on the platform:'),
    ...told.map((line) => `  ${printable(sayKept(line))}`),
    ...(more > 0 ? [`  ${say('… and {count} more (all with --verbose)', { count: more })}`] : []),
  ].join('\n');
}

/** What came of the files, and how to go on: what is read first, next to the prompt. */
function lastLine(progress: IngestProgress): string | undefined {
  if (progress.closedAt === undefined || progress.dryRun !== undefined) return undefined;
  const byFailure = progress.files.toSorted((a, b) => Number(a.status === 'failed') - Number(b.status === 'failed'));
  const counts = countsByStatus(byFailure);
  if (!canRetry(progress)) return counts;
  const command = printable(retryCommand(progress));
  return counts === '' ? command : say('{counts} — {command}', { counts, command });
}
