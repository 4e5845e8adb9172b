import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';

/** A file as `show --json` has it, four chunks of 1 MiB. */
export function fileState(name: string, more: Partial<FileProgress> = {}): FileProgress {
  return {
    source: `/models/${name}`,
    name,
    size: 4 * 1024 ** 2,
    hash: '8ca45d839dd8cbe6a206f80c265ad256',
    status: 'pending',
    stage: 'upload',
    percent: 10,
    upload: { chunks: 4, sent: 0, skipped: 0, bytesSkipped: 0, bytesSent: 0, instant: false },
    ...more,
  };
}

/** A running ingestion of these files. */
export function ingestState(files: FileProgress[], more: Partial<IngestProgress> = {}): IngestProgress {
  return {
    id: 'i-1',
    runId: 'r-1',
    platform: 'cq',
    status: 'running',
    stage: 'upload',
    percent: 25,
    files,
    startedAt: '2026-11-22T12:00:00.000Z',
    ...more,
  };
}
