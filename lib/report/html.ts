import type { DeliveryReport, ReportedFile, ReportedIngestion, ReportTotals } from '../../contracts/report.ts';
import { escapeHtml, escapeJson } from './escape.ts';
import { type Fact, factsOf, modelsFact, sharedIds, sizeFact } from './facts.ts';
import { numberText, type Presenter, type PresentOptions, presenterOf, sizeText } from './present.ts';
import { STYLE } from './style.ts';

/** The element that holds the report as JSON; see `read-paper.ts`. */
export const DATA_ID = 'modelrail-report';

const LOCALES = { en: 'en', zh: 'zh-CN' } as const;

/** Nothing of the page may be loaded, and nothing in it runs: names on it come from anywhere. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The report as one page of HTML, for a screen and for A4 paper. It needs no other file, and holds the data for `report --check`. */
export function reportAsHtml(report: DeliveryReport, options: PresentOptions): string {
  const presenter = presenterOf(report, options);
  const { say, clock, version } = presenter;
  const title = say('report.title');
  const ids = report.ingestions.map(({ id }) => id).join(say('report.comma'));
  return [
    '<!doctype html>',
    `<html lang="${LOCALES[options.language]}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width">',
    `<meta name="generator" content="modelrail ${escapeHtml(version)}">`,
    `<title>${escapeHtml(`${title} ${ids}`)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="made">${escapeHtml(say('report.madeAt', { time: clock.show(report.madeAt) }))}</p>`,
    factsTable(headOf(presenter, report)),
    ...report.ingestions.map((ingestion, index) =>
      section(presenter, ingestion, report.ingestions.length > 1 ? index + 1 : 0),
    ),
    signatures(presenter),
    footer(presenter),
    `<script type="application/json" id="${DATA_ID}">`,
    escapeJson(JSON.stringify(report)),
    '</script>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** What holds for all ingestions; of one alone, what is known of it. */
function headOf(presenter: Presenter, { ingestions }: DeliveryReport): Fact[] {
  const [first, ...more] = ingestions;
  if (first !== undefined && more.length === 0) return factsOf(presenter, first);
  const totals = ingestions.reduce<ReportTotals>((sum, { totals: one }) => added(sum, one), NOTHING);
  const number: Fact = {
    label: presenter.say('report.ingestions'),
    value: numberText(ingestions.length),
    isLong: true,
  };
  return [number, modelsFact(presenter, totals), sizeFact(presenter, totals)];
}

const NOTHING: ReportTotals = { files: 0, delivered: 0, failed: 0, bytes: 0, bytesDelivered: 0 };

function added(one: ReportTotals, other: ReportTotals): ReportTotals {
  return {
    files: one.files + other.files,
    delivered: one.delivered + other.delivered,
    failed: one.failed + other.failed,
    bytes: one.bytes + other.bytes,
    bytesDelivered: one.bytesDelivered + other.bytesDelivered,
  };
}

/** `position`: of several ingestions; 0 of one alone. */
function section(presenter: Presenter, ingestion: ReportedIngestion, position: number): string {
  const head =
    position === 0
      ? []
      : [`<h2>${position}. ${escapeHtml(ingestion.id)}</h2>`, factsTable(factsOf(presenter, ingestion))];
  return ['<section>', ...head, filesTable(presenter, ingestion), '</section>'].join('\n');
}

/** Two facts a line, as forms have them; what is long takes a line. */
function factsTable(facts: readonly Fact[]): string {
  const rows: string[] = [];
  let open: Fact | undefined;
  const close = (second?: Fact) => {
    if (open !== undefined)
      rows.push(second === undefined ? factRow(open) : `<tr>${factCells(open)}${factCells(second)}</tr>`);
    open = undefined;
  };
  for (const fact of facts) {
    if (isLong(fact)) {
      close();
      rows.push(factRow(fact));
    } else if (open === undefined) open = fact;
    else close(fact);
  }
  close();
  const columns = '<colgroup><col class="label"><col><col class="label"><col></colgroup>';
  return ['<table class="facts">', columns, ...rows, '</table>'].join('\n');
}

/** More does not fit into half a line. */
const LONG_CHARACTERS = 44;

function isLong({ value, isLong: isTold }: Fact): boolean {
  return isTold === true || value.length > LONG_CHARACTERS;
}

function factRow(fact: Fact): string {
  return `<tr>${factCells(fact, ' colspan="3"')}</tr>`;
}

function factCells({ label, value, isCode, isBad }: Fact, attributes = ''): string {
  const text = isCode ? `<code>${escapeHtml(value)}</code>` : escapeHtml(value);
  return `<th scope="row">${escapeHtml(label)}</th><td${attributes}${isBad ? ' class="bad"' : ''}>${text}</td>`;
}

function filesTable(presenter: Presenter, ingestion: ReportedIngestion): string {
  const { say } = presenter;
  if (ingestion.files.length === 0) return `<p>${escapeHtml(say('report.nothing'))}</p>`;
  const columns = [
    ['number', say('report.column.number')],
    ['name', say('report.column.name')],
    ['size', say('report.column.size')],
    ['proof', say('report.column.proof')],
    ['at', say('report.column.deliveredAt')],
    ['attempts', say('report.column.attempts')],
    ['verified', say('report.column.verified')],
  ].map(([name = '', text = '']) => `<th scope="col" class="${name}">${escapeHtml(text)}</th>`);
  const shared = sharedIds(ingestion);
  const rows = ingestion.files.map((file, index) =>
    fileRow(presenter, { file, number: index + 1, kind: ingestion.kind, shared }),
  );
  return ['<table class="files">', `<thead><tr>${columns.join('')}</tr></thead>`, ...rows, '</table>'].join('\n');
}

interface RowOf {
  file: ReportedFile;
  number: number;
  kind: string | undefined;
  /** What stands above the table. */
  shared: ReadonlyMap<string, string>;
}

/** A body of its own for each file, so that it is not broken over two pages. */
function fileRow(presenter: Presenter, { file, number, kind, shared }: RowOf): string {
  const { say, clock } = presenter;
  const { name, size, tags = [], deliveredAt, attempts } = file;
  const tagText = say('report.tags', { tags: tags.join(say('report.comma')) });
  const tagged = tags.length === 0 ? '' : `<div class="quiet">${escapeHtml(tagText)}</div>`;
  const bytes = size === undefined ? '' : `${sizeText(size)}<div class="quiet">${numberText(size)}</div>`;
  const why = whyText(file);
  return [
    `<tbody><tr${why === undefined ? '' : ' class="told"'}><td class="number">${number}</td>`,
    `<td class="name"><bdi>${escapeHtml(name)}</bdi>${tagged}</td>`,
    `<td class="size">${bytes}</td>`,
    `<td class="proof">${proofOf(presenter, file, kind, shared)}</td>`,
    `<td class="at">${deliveredAt === undefined ? '' : escapeHtml(clock.show(deliveredAt))}</td>`,
    `<td class="attempts">${attempts}</td>`,
    `<td class="verified">${verifiedText(presenter, file)}</td></tr>`,
    ...(why === undefined ? [] : [`<tr><td class="why" colspan="7">${escapeHtml(why)}</td></tr>`]),
    '</tbody>',
  ].join('');
}

/** What went wrong with a file, or is not as it should be on the platform. */
function whyText({ error, verified, reason }: ReportedFile): string | undefined {
  const isLost = verified === 'missing' || verified === 'different';
  const told = [error && `${error.type}: ${error.message}`, isLost ? reason : undefined].filter(
    (text) => text !== undefined,
  );
  return told.length === 0 ? undefined : told.join('; ');
}

/** The digests, and the ids that are this file's own; a path only where it is the one thing that is known. */
function proofOf({ name }: Presenter, file: ReportedFile, kind: string | undefined, shared: RowOf['shared']): string {
  const { md5, sha256, ids } = file;
  const lines: [label: string, value: string][] = [
    ...(md5 === undefined ? [] : [['MD5', md5] satisfies [string, string]]),
    ...(sha256 === undefined ? [] : [['SHA-256', sha256] satisfies [string, string]]),
    ...Object.entries(ids).flatMap(([key, id]) =>
      shared.get(key) === id || (key === 'path' && ids['fileId'] !== undefined)
        ? []
        : [[name(kind, key), id] satisfies [string, string]],
    ),
  ];
  const told = lines.map(([label, value]) => `<dt>${escapeHtml(label)}</dt><dd><code>${escapeHtml(value)}</code></dd>`);
  return told.length === 0 ? '' : `<dl>${told.join('')}</dl>`;
}

function verifiedText({ say }: Presenter, { isDelivered, verified }: ReportedFile): string {
  if (!isDelivered) return `<span class="bad">${escapeHtml(say('report.notDelivered'))}</span>`;
  if (verified === undefined) return '–';
  const word = escapeHtml(say(`report.verified.${verified}`));
  return verified === 'missing' || verified === 'different' ? `<span class="bad">${word}</span>` : word;
}

function signatures({ say }: Presenter): string {
  const cells = ['report.signature.from', 'report.signature.to'] as const;
  return [
    '<table class="signatures">',
    ...cells.map(
      (key) =>
        `<tr><td>${escapeHtml(say(key))}</td><td class="date">${escapeHtml(say('report.signature.date'))}</td></tr>`,
    ),
    '</table>',
  ].join('\n');
}

function footer({ say, clock, version }: Presenter): string {
  const check = `${escapeHtml(say('report.howToCheck'))} <code>${escapeHtml(say('report.howToCheck.command'))}</code>`;
  const made = escapeHtml(`${say('report.zone', { zone: clock.zone })} ${say('report.madeBy', { version })}`);
  return `<footer><p>${check}</p><p>${made}</p></footer>`;
}
