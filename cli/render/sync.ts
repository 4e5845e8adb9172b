import type { SyncDetails, SyncInfo, SyncRun, SyncSpec } from '../../client/index.ts';
import { labelsText } from '../../contracts/labels.ts';
import { APPROVAL_ADVICE, countListed } from '../../contracts/sync/report.ts';
import { keptSayer, say, spokenLanguage } from '../../lib/words/say.ts';
import type { Output } from '../context.ts';
import { errorText } from './error-words.ts';
import { paintStatus } from './status.ts';
import { renderPairs, renderTable } from './table.ts';
import { printable } from './text.ts';
import { count, formatTime } from './units.ts';

/** Elements of a list that are shown. */
const MAX_SHOWN = 20;

/** Syncs as a table. */
export function renderSyncs(syncs: readonly SyncInfo[], output: Output): string {
  const rows = syncs.map(({ name, source, platform, spec, paused, nextRuns, lastRun, told }) => [
    printable(name),
    printable(keptSayer({ told })(source)),
    printable(platform),
    printable(whenText(spec)),
    lastRun === undefined ? '' : `${paintStatus(lastRun.status, output.colors)} ${formatTime(lastRun.startedAt)}`,
    paused ? say('paused') : formatTime(nextRuns[0] ?? ''),
  ]);
  const columns = [
    { title: say('NAME') },
    { title: say('SOURCE'), isFlexible: true },
    { title: say('PLATFORM') },
    { title: say('WHEN') },
    { title: say('LAST RUN') },
    { title: say('NEXT RUN') },
  ];
  return renderTable(columns, rows, output);
}

/** One sync in full. */
export function renderSync(sync: SyncDetails, output: Output): string {
  const { spec, remembered, missed, lastRun, problem, declaration } = sync;
  const sayKept = keptSayer(sync);
  const source = printable(sayKept(sync.source));
  const ofFiles = 'source' in declaration;
  const host = ofFiles ? declaration.host : undefined;
  const labels = ofFiles ? declaration.labels : undefined;
  const latest = missed.slice(-MAX_SHOWN).reverse();
  const pairs = renderPairs(
    [
      [say('name'), printable(sync.name)],
      [say('source'), host === undefined ? source : say('{source} on {host}', { source, host: printable(host) })],
      [say('platform'), printable(sync.platform)],
      [say('labels'), labels && printable(labelsText(labels))],
      [say('when'), printable(whenText(spec))],
      [
        say('state'),
        sync.paused
          ? sync.note === undefined
            ? say('paused')
            : say('{title}: {text}', { title: say('paused'), text: printable(sayKept(sync.note)) })
          : say('active'),
      ],
      [say('next run'), sync.nextRuns[0] === undefined ? undefined : formatTime(sync.nextRuns[0])],
      [say('missed'), missed.length === 0 ? undefined : count(missed.length, 'run')],
      [
        say('remembers'),
        !ofFiles
          ? undefined
          : remembered === undefined
            ? printable(problem === undefined ? say('not known: no worker answers') : sayKept(problem.message))
            : say('{files}, {gone} of them gone, {setAside} set aside', {
                files: count(remembered.files, 'file'),
                gone: remembered.gone,
                setAside: remembered.setAside,
              }),
      ],
    ],
    output,
  );
  const lines = latest.map(({ at, reason }) => `  ${formatTime(at)}  ${printable(sayKept(reason))}`);
  const untold =
    missed.length > latest.length ? [`  ${say('… and {count} before', { count: missed.length - latest.length })}`] : [];
  const parts = [
    pairs,
    ...(latest.length === 0 ? [] : [[say('missed:'), ...lines, ...untold].join('\n')]),
    ...(lastRun === undefined ? [] : [renderRun(lastRun, output, sync.name)]),
  ];
  return parts.join('\n\n');
}

/** What a run found and did. */
export function renderRun(run: SyncRun, output: Output, name: string): string {
  const sayKept = keptSayer(run);
  const lines = [
    `${paintStatus(run.status, output.colors)}  ${printable(run.id)}`,
    [
      foundText(run, count(run.found, run.unit ?? 'file')),
      removedText(run),
      say('{count} failed', { count: countListed(run.failed, run) }),
    ].join(say(', ')),
    ...(run.note === undefined ? [] : [printable(sayKept(run.note))]),
    ...(run.error === undefined ? [] : [errorText(run.error, sayKept)]),
    ...run.problems.map((error) => errorText(error, sayKept)),
    ...approvalAdvice(run, name),
    ...listLines(say('ingestions'), run.ingestions),
    ...listLines(say('removed'), run.removed),
    ...listLines(say('deleted on the platform'), run.deleted),
    ...listLines(
      say('failed'),
      run.failed.map(({ path, error }) => say('{title}: {text}', { title: path, text: errorText(error, sayKept) })),
    ),
    ...listLines(say('still being written'), run.waiting),
    ...listLines(say('set aside'), run.setAside),
    ...listLines(
      say('left out'),
      run.skipped.map(({ path, reason }) => say('{title}: {text}', { title: path, text: sayKept(reason) })),
    ),
  ];
  return lines.join('\n');
}

/** `7 files found: 1 new, 2 changed, 4 unchanged (1 only touched)`. */
export function foundText(
  run: { new: number; changed: number; unchanged: number; touched: number },
  found: string,
): string {
  const { changed, unchanged, touched } = run;
  const counts = { found, added: run.new, changed, unchanged };
  const first = say('{found} found: {added} new, {changed} changed, {unchanged} unchanged', counts);
  return touched === 0 ? first : `${first}${say(' ({count} only touched)', { count: touched })}`;
}

function removedText(run: SyncRun): string {
  const removed = say('{count} removed', { count: countListed(run.removed, run) });
  if (run.deleted.length === 0) return removed;
  return `${removed}${say(' ({count} deleted on the platform)', { count: countListed(run.deleted, run) })}`;
}

function approvalAdvice({ problems }: SyncRun, name: string): string[] {
  if (!problems.some(({ message }) => message.includes(APPROVAL_ADVICE.text))) return [];
  return [
    `  → ${say('`modelrail sync plan {name} --output FILE` says which ones, `modelrail sync trigger {name} --approve FILE` removes them', { name })}`,
  ];
}

function whenText({ every, cron, timezone }: SyncSpec): string {
  if (every === undefined) return `${cron ?? ''} ${timezone ?? ''}`.trim();
  return say('every {duration}', { duration: spanText(every) });
}

/** A span such as `1h` as people say it; in English it stands as it was written. */
function spanText(span: string): string {
  const [, digits = '', unit] = /^(\d+)([smhd])$/.exec(span) ?? [];
  if (spokenLanguage() === 'en' || unit === undefined) return span;
  if (unit === 's') return say('{seconds} s', { seconds: digits });
  if (unit === 'm') return say('{minutes} min', { minutes: digits });
  return unit === 'h' ? say('{hours} h', { hours: digits }) : say('{days} d', { days: digits });
}

/** Some of a list of texts, `total` of them in all. */
export function listLines(title: string, all: readonly string[], total = all.length): string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, MAX_SHOWN);
  const more = total > shown.length ? [`  ${say('… and {count} more', { count: total - shown.length })}`] : [];
  return [say('{title}:', { title }), ...shown.map((one) => `  ${printable(one)}`), ...more];
}
