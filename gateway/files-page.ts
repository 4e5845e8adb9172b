import type { IngestProgress } from '../contracts/progress.ts';
import { sentenceOf } from '../contracts/sentences.ts';
import { ModelrailError } from '../lib/errors.ts';

/** Files in one answer. */
const PAGE_FILES = 1_000;
const TOKEN_PATTERN = /^files-(\d{1,9})$/;

/** An ingestion with at most a thousand of its files. */
export type IngestProgressPage = IngestProgress & {
  /** What the next files are asked for with; absent on the last page. */
  filesPageToken?: string;
};

/**
 * The part of an ingestion that one answer gives. Error: `NotFound` for a token that no answer gave.
 */
export function pageOfFiles(progress: IngestProgress, token?: string): IngestProgressPage {
  const from = token === undefined ? 0 : startOf(token, progress);
  const next = from + PAGE_FILES;
  return {
    ...progress,
    files: progress.files.slice(from, next),
    ...(next < progress.files.length ? { filesPageToken: `files-${next}` } : {}),
  };
}

function startOf(token: string, { files }: IngestProgress): number {
  const from = Number(TOKEN_PATTERN.exec(token)?.[1]);
  if (from > 0 && from < files.length && from % PAGE_FILES === 0) return from;
  throw new ModelrailError('NotFound', sentenceOf('no page of files has this token: begin again without one'));
}
