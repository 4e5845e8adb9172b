import type { Assembly } from './assembly.ts';
import type { FileRecord, StoredFile } from './files.ts';
import { numbersTo } from './upload-ledger.ts';

/** Answer of the status call (manual section 2, platform reading 2). */
export interface UploadStatus {
  hash: string;
  status: 0 | 1 | 2;
  file: FileRecord | null;
  unUploadChunks: number[] | null;
}

/** Tells how far an upload is; a file that waits for its synchronisation stands at 1 with nothing missing. */
export function describeStatus(
  hash: string,
  file: StoredFile | undefined,
  assembly: Assembly | undefined,
): UploadStatus {
  if (file?.isSynchronized === true) return { hash, status: 2, file: file.record, unUploadChunks: null };
  if (file !== undefined) return { hash, status: 1, file: null, unUploadChunks: [] };
  if (assembly === undefined || assembly.received.size === 0) {
    return { hash, status: 0, file: null, unUploadChunks: null };
  }
  const missing = numbersTo(assembly.plan.totalChunks).filter((number) => !assembly.received.has(number));
  return { hash, status: 1, file: null, unUploadChunks: missing };
}

/** A partial upload, as the oracle shows it. */
export interface PartialUpload {
  hash: string;
  fileSize: number;
  totalChunks: number;
  chunkSize: number;
  received: number[];
}

/** Shows a partial upload. */
export function describeAssembly({ plan, received }: Assembly): PartialUpload {
  const { hash, fileSize, totalChunks, chunkSize } = plan;
  return { hash, fileSize, totalChunks, chunkSize, received: [...received].sort((a, b) => a - b) };
}
