import type { DeliveryReport, ReportTotals } from '../../contracts/report.ts';
import { escapeHtml, escapeJson } from './escape.ts';
import { type Fact, factsOf, modelsFact, sizeFact } from './facts.ts';
import { changesTable, factsOfChanges } from './html-changes.ts';
import { factsTable } from './html-facts.ts';
import { filesTable } from './html-files.ts';
import { numberText, type Presenter, type PresentOptions, presenterOf } from './present.ts';
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
  // Where nothing was delivered, nothing is to be compared.
  const hasFiles = report.ingestions.length > 0;
  const title = say(hasFiles ? 'report.title' : 'report.change.title');
  const sections = sectionsOf(presenter, report);
  const ids = sections.map(({ id }) => id).join(say('report.comma'));
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
    ...(sections.length === 1 ? [] : [factsTable(sumOf(presenter, report, sections.length))]),
    ...sections.map((section, index) => sectionHtml(section, sections.length > 1 ? index + 1 : 0)),
    signatures(presenter),
    footer(presenter, hasFiles),
    `<script type="application/json" id="${DATA_ID}">`,
    escapeJson(JSON.stringify(report)),
    '</script>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** What a report is of, one after the other: its name, what stands above its table, and that. */
interface Section {
  id: string;
  facts: Fact[];
  table: string;
}

function sectionsOf(presenter: Presenter, { ingestions, changes = [] }: DeliveryReport): Section[] {
  return [
    ...ingestions.map((one) => ({ id: one.id, facts: factsOf(presenter, one), table: filesTable(presenter, one) })),
    ...changes.map((one) => ({
      id: one.id,
      facts: factsOfChanges(presenter, one),
      table: changesTable(presenter, one),
    })),
  ];
}

/** What holds for all of several. */
function sumOf(presenter: Presenter, { ingestions }: DeliveryReport, count: number): Fact[] {
  const totals = ingestions.reduce<ReportTotals>((sum, { totals: one }) => added(sum, one), NOTHING);
  const number: Fact = { label: presenter.say('report.ingestions'), value: numberText(count), isLong: true };
  return ingestions.length === 0 ? [number] : [number, modelsFact(presenter, totals), sizeFact(presenter, totals)];
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

/** `position`: of one of several; 0 of one alone. */
function sectionHtml({ id, facts, table }: Section, position: number): string {
  const head = position === 0 ? '' : `<h2>${position}. ${escapeHtml(id)}</h2>`;
  return ['<section>', head, factsTable(facts), table, '</section>'].join('\n');
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

function footer({ say, clock, version }: Presenter, hasFiles: boolean): string {
  const check = `${escapeHtml(say('report.howToCheck'))} <code>${escapeHtml(say('report.howToCheck.command'))}</code>`;
  const made = escapeHtml(`${say('report.zone', { zone: clock.zone })} ${say('report.madeBy', { version })}`);
  return `<footer>${hasFiles ? `<p>${check}</p>` : ''}<p>${made}</p></footer>`;
}
