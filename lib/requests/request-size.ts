import { SLICE_MAX_BYTES } from '../../contracts/policies.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { ModelrailError } from '../errors.ts';
import { told } from '../words/told.ts';

/** Temporal refuses payloads of 2 MiB; the rest is room for what it wraps around them. */
const MAX_BYTES = 1.9 * 1024 * 1024;
/** Every slice has its own copy of what a request says besides its files. */
const MAX_OTHER_BYTES = 64 * 1024;

/**
 * Refuses with `InvalidRequest` a request that Temporal would not take: its files are worked in slices, but it comes as
 * one payload.
 */
export function assertRequestFits(request: Pick<IngestRequest, 'files'> | { files: readonly unknown[] }): void {
  const { files, ...other } = request;
  const largest = files.reduce<number>((max, file) => Math.max(max, byteLength(file)), 0);
  if (largest > SLICE_MAX_BYTES || byteLength(other) > MAX_OTHER_BYTES) throw tooLong();
  const bytes = byteLength(request);
  if (bytes <= MAX_BYTES) return;
  const fitting = Math.floor((files.length * MAX_BYTES) / bytes / 1000) * 1000;
  throw new ModelrailError(
    'InvalidRequest',
    told(
      'the request is too large for one ingestion ({count} files, {size} MiB, at most 1.9 MiB): split its files over several, some {fitting} in each',
      { count: files.length, size: (bytes / 1024 / 1024).toFixed(1), fitting: Math.max(1000, fitting) },
    ),
  );
}

/** The same for a body of which nothing is known yet, before time is spent on its files. */
export function assertBodyFits(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  const { files, ...other }: { files?: unknown } = body;
  // Without a list of files it is refused in any case, but texts beside it are told in the refusal.
  if (!Array.isArray(files)) {
    if (byteLength(other) > MAX_OTHER_BYTES) throw tooLong();
  } else if (byteLength(body) > MAX_BYTES) assertRequestFits({ ...other, files });
}

function tooLong(): ModelrailError {
  return new ModelrailError('InvalidRequest', told('the request has texts that are longer than any platform accepts'));
}

function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
