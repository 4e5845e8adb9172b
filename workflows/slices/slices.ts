import { SLICE_MAX_BYTES, SLICE_MAX_FILES } from '../../contracts/policies.ts';
import type { SliceProgress } from '../../contracts/progress.ts';
import type { FileRequest } from '../../contracts/request.ts';
import { resumeSlice } from '../../contracts/slices.ts';
import type { IngestResult } from '../../contracts/state.ts';
import { utf8Length } from '../../contracts/utf8.ts';

/**
 * The slices of an ingestion that is too large for one run, bounded by count and by bytes; undefined of one that is not.
 * Each has a multiple of `filesTogether` files, where the bytes allow it.
 * A later run of an id keeps the parts of the one before, since what that did is known by them.
 */
export function cutSlices(
  files: readonly FileRequest[],
  filesTogether: number,
  previous: IngestResult | undefined,
): SliceProgress[] | undefined {
  if (previous?.slices !== undefined) return resumeSlices(previous);
  if (previous !== undefined && previous.files.length > 0) return undefined;
  const slices = cut(files, maxFiles(filesTogether));
  return slices.length > 1 ? slices : undefined;
}

/** The slices of a run before, as the next one finds them; undefined of a run that had none. */
export function resumeSlices(previous: IngestResult): SliceProgress[] | undefined {
  return previous.slices?.map(resumeSlice);
}

function maxFiles(filesTogether: number): number {
  return Math.max(1, Math.floor(SLICE_MAX_FILES / filesTogether)) * filesTogether;
}

function cut(files: readonly FileRequest[], most: number): SliceProgress[] {
  const slices: SliceProgress[] = [];
  let bytes = 0;
  for (const [position, file] of files.entries()) {
    const size = utf8Length(JSON.stringify(file));
    const last = slices.at(-1);
    if (last === undefined || last.count >= most || bytes + size > SLICE_MAX_BYTES) {
      slices.push(createSlice(position));
      bytes = size;
    } else {
      last.count += 1;
      bytes += size;
    }
  }
  return slices;
}

function createSlice(from: number): SliceProgress {
  return { from, count: 1, status: 'running', stage: 'fingerprint', percent: 0, delivered: 0, failed: 0 };
}
