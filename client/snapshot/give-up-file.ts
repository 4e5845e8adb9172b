import type { ErrorInfo } from '../../contracts/errors.ts';
import { isDelivered } from '../../contracts/kinds.ts';
import type { FileProgress } from '../../contracts/progress.ts';

/** A file of a run that has ended: whatever was not delivered is not on its way any more. */
export function giveUpFile(file: FileProgress, error: ErrorInfo): FileProgress {
  return isDelivered(file) || file.status === 'failed' ? file : { ...file, status: 'failed', error };
}
