/** A file as a paper names it: what can be compared. */
export interface PaperFile {
  ingestion: string;
  name: string;
  source: string;
  /** Bytes. */
  size?: number;
  /** Lower-case hex. */
  md5?: string;
  /** Lower-case hex. */
  sha256?: string;
  isDelivered: boolean;
}

/** A report that was read again, whatever its format. */
export interface Paper {
  format: ReportFormat;
  /** When it was made (ISO 8601); a table does not say. */
  madeAt?: string;
  files: PaperFile[];
}

/** What a report is written as. */
export const REPORT_FORMATS = ['html', 'csv', 'json'] as const;
/** One of {@link REPORT_FORMATS}. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];
