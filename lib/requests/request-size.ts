import type { IngestRequest } from '../../contracts/request.ts';
import { ModelrailError } from '../errors.ts';

/** Temporal refuses payloads of 2 MiB; the rest is room for what it wraps around them. */
const MAX_BYTES = 1.9 * 1024 * 1024;
/** What a run keeps of a file beside its source and name: hash, ids, the platform's path, counts, an error. */
const BYTES_PER_FILE = 600;

/**
 * Refuses with `InvalidRequest` a request whose run could not be kept: a retry hands the request and the result of the
 * run before, which repeats most of it, to the next run.
 */
export function assertRequestFits(request: IngestRequest): void {
  const requestBytes = Buffer.byteLength(JSON.stringify(request));
  if (2 * requestBytes + BYTES_PER_FILE * request.files.length <= MAX_BYTES) return;
  const size = `${request.files.length} files, ${(requestBytes / 1024 / 1024).toFixed(1)} MiB`;
  throw new ModelrailError(
    'InvalidRequest',
    `the request is too large for one ingestion (${size}): split its files over several, some 1,500 in each`,
  );
}
