import { isDelivered } from '../../contracts/kinds.ts';
import type { FileProgress } from '../../contracts/progress.ts';
import type { FileRequest, IngestRequest } from '../../contracts/request.ts';
import { lastSegment, shownSource } from '../../contracts/source-path.ts';
import { parseResult } from './progress-summary.ts';

/** The request in the input of a run, or undefined: a foreign client may have started the workflow with anything. */
export function parseRequest([request]: readonly unknown[]): IngestRequest | undefined {
  return isRequest(request) ? request : undefined;
}

/** The files in the input of a run as they are before its first step; what an earlier run registered stays registered. */
export function requestedFiles(input: readonly unknown[]): FileProgress[] {
  const before = parseResult(input[1])?.files;
  return (parseRequest(input)?.files ?? []).map((file, index) => {
    const old = before?.[index];
    return old === undefined ? untouched(file) : resumeFile(untouched(file), old);
  });
}

/** A file as it is at the start of a run, after what an earlier one did of it. */
export function resumeFile(requested: FileProgress, old: FileProgress): FileProgress {
  if (isDelivered(old)) return old;
  return { ...requested, size: old.size, upload: { ...old.upload, instant: false } };
}

function isRequest(value: unknown): value is IngestRequest {
  if (typeof value !== 'object' || value === null) return false;
  if (!('platform' in value) || typeof value.platform !== 'string') return false;
  return 'files' in value && Array.isArray(value.files) && value.files.every(isFile);
}

function isFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'source' in value && typeof value.source === 'string';
}

function untouched(file: FileRequest): FileProgress {
  const { source } = file;
  return {
    source: shownSource(source),
    name: file.name ?? lastSegment(source),
    size: 0,
    hash: '',
    status: 'pending',
    stage: 'fingerprint',
    percent: 0,
    upload: { chunks: 0, sent: 0, skipped: 0, bytesSkipped: 0, bytesSent: 0, instant: false },
  };
}
