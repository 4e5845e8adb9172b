import type { DeliveryReport } from '../../contracts/report.ts';
import { reportAsCsv } from './csv.ts';
import { escapeJson } from './escape.ts';
import { reportAsHtml } from './html.ts';
import type { ReportFormat } from './paper.ts';
import type { PresentOptions } from './present.ts';

/** A report as it is written to a file, with the end of its last line. */
export function formatReport(report: DeliveryReport, format: ReportFormat, options: PresentOptions): string {
  if (format === 'html') return reportAsHtml(report, options);
  return format === 'csv' ? reportAsCsv(report, options) : `${escapeJson(JSON.stringify(report, undefined, 2))}\n`;
}
