import type { FileState, IngestResult, StrayRecord } from '../contracts/state.ts';

/** Kept from run to run, so they have to fit beside the rest of a result. */
const MAX_STRAY_RECORDS = 100;

/** The file records that earlier runs of an ingestion left on the platform. */
export function recordsOf({ files, resume }: IngestResult): StrayRecord[] {
  const last = files.flatMap(({ name, fileId, path }) =>
    fileId === undefined || path === undefined ? [] : [{ name, id: fileId, path }],
  );
  return [...last, ...(resume.strayRecords ?? [])];
}

/** Those that no file of the run has: the content that they were made for was replaced since, or not looked at again. */
export function withoutFile(records: readonly StrayRecord[], files: readonly FileState[]): StrayRecord[] {
  const ids = new Set(files.map((file) => file.record?.id));
  return records.filter(({ id }) => !ids.has(id)).slice(0, MAX_STRAY_RECORDS);
}
