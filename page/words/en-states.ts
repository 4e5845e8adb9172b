import type { FileStatus, IngestStatus, Stage } from '../../contracts/progress.ts';

/** The statuses of ingestions and files. */
export const statuses: Record<IngestStatus | FileStatus, string> = {
  running: 'running',
  paused: 'paused',
  completed: 'completed',
  partial: 'partial',
  failed: 'failed',
  cancelled: 'cancelled',
  pending: 'pending',
  uploading: 'uploading',
  uploaded: 'uploaded',
  converting: 'converting',
  converted: 'converted',
  registered: 'registered',
};

/** The stages. */
export const stages: Record<Stage, string> = {
  fingerprint: 'fingerprint',
  upload: 'upload',
  merge: 'merge',
  synchronize: 'synchronize',
  convert: 'convert',
  register: 'register',
  done: 'done',
};
