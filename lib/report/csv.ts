import { labelsText } from '../../contracts/labels.ts';
import { formatText } from '../../contracts/model-format.ts';
import type { DeliveryReport, ReportedFile, ReportedIngestion } from '../../contracts/report.ts';
import { CSV_COLUMNS } from './csv-columns.ts';
import { formatCsv } from './csv-lines.ts';
import { type Presenter, type PresentOptions, presenterOf } from './present.ts';
import { errorText, reasonText } from './why.ts';

/** The report as a table for spreadsheets: a line for each file. It has what `report --check` needs. */
export function reportAsCsv(report: DeliveryReport, options: PresentOptions): string {
  const presenter = presenterOf(report, options);
  const sayers = new Map(report.ingestions.map((ingestion) => [ingestion, presenter.kept(ingestion)]));
  const files = report.ingestions.flatMap((ingestion) => ingestion.files.map((file) => ({ ingestion, file })));
  const rows = files.map(({ ingestion, file }, index) => {
    const cells = cellsOf(presenter, ingestion, file, sayers.get(ingestion) ?? String);
    return CSV_COLUMNS.map(({ column }) => {
      if (column === 'number') return String(index + 1);
      // A paper that was cut off shows by it.
      return column === 'total' ? String(files.length) : cells[column];
    });
  });
  return formatCsv([CSV_COLUMNS.map(({ key }) => presenter.say(key)), ...rows]);
}

type Cells = Record<Exclude<(typeof CSV_COLUMNS)[number]['column'], 'number' | 'total'>, string>;

function cellsOf(
  presenter: Presenter,
  ingestion: ReportedIngestion,
  file: ReportedFile,
  sayKept: (kept: string) => string,
): Cells {
  const { say, clock } = presenter;
  const { verified, error } = file;
  return {
    ingestion: ingestion.id,
    platform: ingestion.platform,
    project: ingestion.projectName ?? ingestion.target[0]?.value ?? '',
    name: file.name,
    source: file.source,
    format: file.format === undefined ? '' : formatText(file.format),
    bytes: file.size === undefined ? '' : String(file.size),
    md5: file.md5 ?? '',
    sha256: file.sha256 ?? '',
    status: say(file.isDelivered ? 'report.delivered' : 'report.notDelivered'),
    deliveredAt: file.deliveredAt === undefined ? '' : clock.show(file.deliveredAt),
    attempts: String(file.attempts),
    startedBy: ingestion.startedBy ?? '',
    labels: labelsText(ingestion.labels ?? {}),
    verified: verified === undefined ? '' : say(`report.verified.${verified}`),
    reason: [error && errorText(presenter, error, sayKept), reasonText(presenter, file, sayKept)]
      .filter((text) => text !== undefined)
      .join('; '),
    ids: idsText(presenter, ingestion, file),
  };
}

/** In one cell: a spreadsheet would round ids that look like numbers. */
function idsText({ name, say }: Presenter, { kind }: ReportedIngestion, { ids }: ReportedFile): string {
  return Object.entries(ids)
    .map(([key, id]) => `${name(kind, key)}${say('report.colon')}${id}`)
    .join('; ');
}
