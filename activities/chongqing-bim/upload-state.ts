import type { UploadedFile, UploadState } from '../../contracts/chongqing-bim/activities.ts';
import { extensionOf } from '../../contracts/chongqing-bim/file-name.ts';
import type { ChongqingBimRecord } from '../../contracts/chongqing-bim/state.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { UploadedRecord, UploadStatus } from '../../platforms/chongqing-bim/uploads.ts';

/** Chunks of a file of `size` bytes. */
export function chunkCount(size: number, chunkSizeBytes: number): number {
  return Math.ceil(size / chunkSizeBytes);
}

/** Bytes in the chunks at these positions, in ascending order. */
export function chunkBytes(positions: readonly number[], size: number, chunkSizeBytes: number): number {
  const last = chunkCount(size, chunkSizeBytes) - 1;
  const shortBy = positions.at(-1) === last ? (last + 1) * chunkSizeBytes - size : 0;
  return positions.length * chunkSizeBytes - shortBy;
}

/**
 * Zero-based positions of the chunks that the platform lacks (reading 2); empty when it lacks none. Throws when an
 * earlier upload of the same file used another chunk size (reading 5).
 */
export function missingPositions(
  status: UploadStatus,
  file: { name: string; size: number },
  layout: { chunkSizeBytes: number; firstChunkNumber: number },
): number[] {
  const count = chunkCount(file.size, layout.chunkSizeBytes);
  if (status.status === 'unknown') return Array.from({ length: count }, (_, position) => position);
  const positions = status.missingChunks.map((number) => number - layout.firstChunkNumber);
  const foreign = positions.find((position) => position < 0 || position >= count);
  if (foreign !== undefined) {
    throw new ModelrailError(
      'PlatformRefused',
      sentenceOf(
        'the platform waits for chunk {chunk} of {name}, but chunks of {size} bytes make only {count}: an earlier upload of the same content used another chunk size; set upload.chunkSize to that size, or let the platform drop the partial upload',
        { chunk: foreign + layout.firstChunkNumber, name: file.name, size: layout.chunkSizeBytes, count },
      ),
    );
  }
  return [...new Set(positions)].sort((a, b) => a - b);
}

/** What a status means for the steps behind it; a complete record must be of our file (reading 5). */
export function toUploadState(
  status: UploadStatus,
  file: Pick<UploadedFile, 'index' | 'name' | 'hash' | 'size'>,
): UploadState {
  if (status.status !== 'complete') {
    const isMissing = status.status === 'unknown' || status.missingChunks.length > 0;
    return { index: file.index, state: isMissing ? 'incomplete' : 'unmerged' };
  }
  const { hash, size } = status.record;
  if (hash !== file.hash || size !== file.size) {
    throw new ModelrailError(
      'UnexpectedResponse',
      sentenceOf(
        "the platform's record of {name} has MD5 {hash} and {size} bytes instead of {wantedHash} and {wantedSize}",
        { name: file.name, hash, size, wantedHash: file.hash, wantedSize: file.size },
      ),
    );
  }
  return { index: file.index, state: 'complete', record: toFileRecord(status.record, file.name) };
}

/** What later steps need of a record, and nothing twice: a result keeps it for each of a thousand files. */
function toFileRecord(
  { id, path, createdUserId, type, hash, hashAsRecorded }: UploadedRecord,
  name: string,
): ChongqingBimRecord {
  return {
    id,
    path,
    createdUserId,
    ...(type === '' || type === extensionOf(name) ? {} : { type }),
    ...(hashAsRecorded === hash ? {} : { hash: hashAsRecorded }),
  };
}
