import type { TransferCount } from './activities.ts';
import type { UploadProgress } from './progress.ts';

/**
 * What was sent of a file in earlier transfer steps and in the present one. Chunks that an earlier step sent and the
 * present one found on the platform stay `sent`: they are not counted as `skipped` a second time.
 */
export function addTransferCount(upload: UploadProgress, count: TransferCount): UploadProgress {
  return {
    ...upload,
    skipped: Math.max(upload.skipped, count.skipped - upload.sent),
    sent: upload.sent + count.sent,
    bytesSent: upload.bytesSent + count.bytesSent,
  };
}
