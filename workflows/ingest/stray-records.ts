import { isDelivered } from '../../contracts/kinds.ts';
import type { UploadProgress } from '../../contracts/progress.ts';
import type { FileState, IngestResult, StrayRecord } from '../../contracts/state.ts';

/** Kept from run to run, so they have to fit beside the rest of a result. */
const MAX_STRAY_RECORDS = 100;

/**
 * True when this ingestion sent something of a content, in this run or in an earlier one. A record of a content that was
 * there before belongs to another delivery; removing it would destroy that one.
 */
export function isSentByUs({ upload }: { upload: UploadProgress }): boolean {
  return upload.sent > 0;
}

/** The file records that earlier runs of an ingestion made and left on the platform. */
export function recordsOf({ files, resume }: IngestResult): StrayRecord[] {
  const last = files.flatMap((file) => {
    const { name, fileId: id, path } = file;
    return id === undefined || path === undefined || !isSentByUs(file) ? [] : [{ name, id, path }];
  });
  return [...last, ...(resume.strayRecords ?? [])];
}

/** Those that no file of the run has: the content that they were made for was replaced since, or not looked at again. */
export function withoutFile(records: readonly StrayRecord[], files: readonly FileState[]): StrayRecord[] {
  const ids = new Set(files.map((file) => file.record?.id));
  return records.filter(({ id }) => !ids.has(id)).slice(0, MAX_STRAY_RECORDS);
}

/** Those that the next run could not tell to be ours by the files of this one. */
export function toKeep(records: readonly StrayRecord[], files: readonly FileState[]): StrayRecord[] {
  return withoutFile(
    records,
    files.filter((file) => isDelivered(file) || isSentByUs(file)),
  );
}
