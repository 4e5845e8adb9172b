import type { SyncDetails, SyncInfo, SyncRun, SyncSpec } from '../../client/index.ts';
import { APPROVAL_ADVICE, countListed } from '../../contracts/sync/report.ts';
import type { Output } from '../context.ts';
import { paintStatus } from './status.ts';
import { renderPairs, renderTable } from './table.ts';
import { printable } from './text.ts';
import { count, formatTime } from './units.ts';

/** Elements of a list that are shown. */
const MAX_SHOWN = 20;

/** Syncs as a table. */
export function renderSyncs(syncs: readonly SyncInfo[], output: Output): string {
  const rows = syncs.map(({ name, source, platform, spec, paused, nextRuns, lastRun }) => [
    printable(name),
    printable(source),
    printable(platform),
    printable(whenText(spec)),
    lastRun === undefined ? '' : `${paintStatus(lastRun.status, output.colors)} ${formatTime(lastRun.startedAt)}`,
    paused ? 'paused' : formatTime(nextRuns[0] ?? ''),
  ]);
  const columns = [
    { title: 'NAME' },
    { title: 'SOURCE', isFlexible: true },
    { title: 'PLATFORM' },
    { title: 'WHEN' },
    { title: 'LAST RUN' },
    { title: 'NEXT RUN' },
  ];
  return renderTable(columns, rows, output);
}

/** One sync in full. */
export function renderSync(sync: SyncDetails, output: Output): string {
  const { spec, remembered, missed, lastRun, problem, declaration } = sync;
  const ofFiles = 'source' in declaration;
  const host = ofFiles ? declaration.host : undefined;
  const latest = missed.slice(-MAX_SHOWN).reverse();
  const pairs = renderPairs(
    [
      ['name', printable(sync.name)],
      ['source', `${printable(sync.source)}${host === undefined ? '' : ` on ${printable(host)}`}`],
      ['platform', printable(sync.platform)],
      ['when', printable(whenText(spec))],
      ['state', sync.paused ? `paused${sync.note === undefined ? '' : `: ${printable(sync.note)}`}` : 'active'],
      ['next run', sync.nextRuns[0] === undefined ? undefined : formatTime(sync.nextRuns[0])],
      ['missed', missed.length === 0 ? undefined : count(missed.length, 'run')],
      [
        'remembers',
        !ofFiles
          ? undefined
          : remembered === undefined
            ? printable(problem?.message ?? 'not known: no worker answers')
            : `${count(remembered.files, 'file')}, ${remembered.gone} of them gone, ${remembered.setAside} set aside`,
      ],
    ],
    output,
  );
  const lines = latest.map(({ at, reason }) => `  ${formatTime(at)}  ${printable(reason)}`);
  const untold = missed.length > latest.length ? [`  … and ${missed.length - latest.length} before`] : [];
  const parts = [
    pairs,
    ...(latest.length === 0 ? [] : [['missed:', ...lines, ...untold].join('\n')]),
    ...(lastRun === undefined ? [] : [renderRun(lastRun, output, sync.name)]),
  ];
  return parts.join('\n\n');
}

/** What a run found and did. */
export function renderRun(run: SyncRun, output: Output, name: string): string {
  const lines = [
    `${paintStatus(run.status, output.colors)}  ${printable(run.id)}`,
    `${count(run.found, run.unit ?? 'file')} found: ${run.new} new, ${run.changed} changed, ${run.unchanged} unchanged` +
      `${run.touched === 0 ? '' : ` (${run.touched} only touched)`}, ${countListed(run.removed, run)} removed` +
      `${run.deleted.length === 0 ? '' : ` (${countListed(run.deleted, run)} deleted on the platform)`}, ` +
      `${countListed(run.failed, run)} failed`,
    ...(run.note === undefined ? [] : [printable(run.note)]),
    ...(run.error === undefined ? [] : [`${run.error.type}: ${printable(run.error.message)}`]),
    ...run.problems.map(({ type, message }) => `${type}: ${printable(message)}`),
    ...approvalAdvice(run, name),
    ...listLines('ingestions', run.ingestions),
    ...listLines('removed', run.removed),
    ...listLines('deleted on the platform', run.deleted),
    ...listLines(
      'failed',
      run.failed.map(({ path, error }) => `${path}: ${error.type}: ${error.message}`),
    ),
    ...listLines('still being written', run.waiting),
    ...listLines('set aside', run.setAside),
    ...listLines(
      'left out',
      run.skipped.map(({ path, reason }) => `${path}: ${reason}`),
    ),
  ];
  return lines.join('\n');
}

function approvalAdvice({ problems }: SyncRun, name: string): string[] {
  if (!problems.some(({ message }) => message.includes(APPROVAL_ADVICE))) return [];
  const plan = `modelrail sync plan ${name} --output FILE`;
  return [`  → \`${plan}\` says which ones, \`modelrail sync trigger ${name} --approve FILE\` removes them`];
}

function whenText({ every, cron, timezone }: SyncSpec): string {
  return every === undefined ? `${cron ?? ''} ${timezone ?? ''}`.trim() : `every ${every}`;
}

/** Some of a list of texts, `total` of them in all. */
export function listLines(title: string, all: readonly string[], total = all.length): string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, MAX_SHOWN);
  const more = total > shown.length ? [`  … and ${total - shown.length} more`] : [];
  return [`${title}:`, ...shown.map((one) => `  ${printable(one)}`), ...more];
}
