import type { TransferCount } from './activities.ts';
import type { UploadProgress } from './progress.ts';

/**
 * What was sent of a file in earlier transfer steps and in the present one, which has no count before it has asked the
 * platform. Only what the platform had when it was first asked is `skipped`: chunks that a later step finds there were
 * sent by an earlier one, whether or not it could tell.
 */
export function addTransferCount(upload: UploadProgress, count: TransferCount | undefined): UploadProgress {
  if (count === undefined) return upload;
  const { asked, ...counted } = upload;
  const { accepted: _, ...figures } = count;
  const added = add(counted, figures, asked === true || upload.sent + upload.skipped > 0);
  return added.sent + added.skipped > 0 ? added : { ...added, asked: true };
}

function add(upload: UploadProgress, count: TransferCount, wasAsked: boolean): UploadProgress {
  if (!wasAsked) return { ...upload, ...count };
  return {
    ...upload,
    sent: Math.max(upload.sent + count.sent, count.skipped + count.sent - upload.skipped),
    bytesSent: Math.max(upload.bytesSent + count.bytesSent, count.bytesSkipped + count.bytesSent - upload.bytesSkipped),
  };
}
