import { isDelivered } from '../../contracts/kinds.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { noteOf } from '../ingest/ingest-state.ts';
import type { Callbacks } from './callbacks.ts';
import { commentFiles } from './comment-files.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';
import { makeThumbnails } from './make-thumbnails.ts';
import { saveResults } from './save-results.ts';
import { wishesOf } from './wishes.ts';

/** What is asked for of a delivered file and is not there yet. */
export function isUnfinished(run: Fractal3dRun, entry: RunFile): boolean {
  return wantsThumbnail(run, entry) || wantsComment(run, entry) || wantsSaving(run, entry);
}

function wantsThumbnail(run: Fractal3dRun, entry: RunFile): boolean {
  return wishesOf(run, entry).thumbnail !== undefined && entry.file.remote?.['thumbnailTransactionId'] === undefined;
}

function wantsComment(run: Fractal3dRun, entry: RunFile): boolean {
  return wishesOf(run, entry).comment !== undefined && entry.file.remote?.['commentId'] === undefined;
}

function wantsSaving(run: Fractal3dRun, entry: RunFile): boolean {
  return wishesOf(run, entry).save !== undefined && entry.file.saved === undefined;
}

/** Thumbnails, comments and saved results of files that are delivered. What fails of them is an error of a delivered file. */
export async function finishGroup(run: Fractal3dRun, group: readonly RunFile[], callbacks: Callbacks): Promise<void> {
  const delivered = group.filter(({ file }) => isDelivered(file));
  for (const entry of delivered) {
    if (wishesOf(run, entry).isWithoutThumbnail) noteOf(entry.file, sentenceOf('a 2D drawing has no thumbnail'));
  }
  await makeThumbnails(
    run,
    delivered.filter((entry) => wantsThumbnail(run, entry)),
    callbacks,
  );
  await commentFiles(
    run,
    delivered.filter((entry) => wantsComment(run, entry)),
  );
  await saveResults(
    run,
    delivered.filter((entry) => wantsSaving(run, entry)),
  );
}
