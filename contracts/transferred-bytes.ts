import type { FileProgress, IngestProgress } from './progress.ts';

/** Bytes of a request that the platform has, of how many; and how many of them were sent. */
export interface TransferredBytes {
  done: number;
  total: number;
  sent: number;
}

/** Adds up what the platform has of the files of an ingestion. */
export function transferredBytes({ files }: Pick<IngestProgress, 'files'>): TransferredBytes {
  const sum = { done: 0, total: 0, sent: 0 };
  for (const file of files) {
    sum.total += file.size;
    sum.sent += file.upload.bytesSent + (file.upload.bytesUnderWay ?? 0);
    sum.done += doneBytes(file);
  }
  return sum;
}

/** Bytes of a file that the platform has. */
export function doneBytes(file: FileProgress): number {
  if (file.status !== 'pending' && file.status !== 'uploading') return file.size;
  const { bytesSkipped, bytesSent, bytesUnderWay = 0 } = file.upload;
  return Math.min(file.size, bytesSkipped + bytesSent + bytesUnderWay);
}
