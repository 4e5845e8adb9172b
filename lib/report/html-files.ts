import { formatText } from '../../contracts/model-format.ts';
import type { ReportedFile, ReportedIngestion } from '../../contracts/report.ts';
import { sizeText } from '../quantities.ts';
import { escapeHtml } from './escape.ts';
import { sharedIds } from './facts.ts';
import { numberText, type Presenter, SIZE_DECIMALS } from './present.ts';
import { errorText, reasonText } from './why.ts';

/** The files of an ingestion, one after the other. */
export function filesTable(presenter: Presenter, ingestion: ReportedIngestion): string {
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
  const sayKept = presenter.kept(ingestion);
  const rows = ingestion.files.map((file, index) =>
    fileRow(presenter, { file, number: index + 1, kind: ingestion.kind, shared, sayKept }),
  );
  return ['<table class="files">', `<thead><tr>${columns.join('')}</tr></thead>`, ...rows, '</table>'].join('\n');
}

interface RowOf {
  file: ReportedFile;
  number: number;
  kind: string | undefined;
  /** What stands above the table. */
  shared: ReadonlyMap<string, string>;
  sayKept: (kept: string) => string;
}

/** A body of its own for each file, so that it is not broken over two pages. */
function fileRow(presenter: Presenter, { file, number, kind, shared, sayKept }: RowOf): string {
  const { say, clock } = presenter;
  const { name, size, format, tags = [], deliveredAt, attempts } = file;
  const tagText = say('report.tags', { tags: tags.join(say('report.comma')) });
  const tagged = tags.length === 0 ? '' : `<div class="quiet">${escapeHtml(tagText)}</div>`;
  const formatted = format === undefined ? '' : `<div class="quiet">${escapeHtml(formatText(format))}</div>`;
  const bytes =
    size === undefined ? '' : `${sizeText(size, SIZE_DECIMALS)}<div class="quiet">${numberText(size)}</div>`;
  const why = whyText(presenter, file, sayKept);
  return [
    `<tbody><tr${why === undefined ? '' : ' class="told"'}><td class="number">${number}</td>`,
    `<td class="name"><bdi>${escapeHtml(name)}</bdi>${formatted}${tagged}</td>`,
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
function whyText(presenter: Presenter, file: ReportedFile, sayKept: RowOf['sayKept']): string | undefined {
  const { error, verified } = file;
  const isLost = verified === 'missing' || verified === 'different';
  const told = [
    error && errorText(presenter, error, sayKept),
    isLost ? reasonText(presenter, file, sayKept) : undefined,
  ].filter((text) => text !== undefined);
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
