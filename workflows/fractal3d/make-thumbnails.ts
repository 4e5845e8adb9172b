import { sentenceOf } from '../../contracts/sentences.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { describeFiles } from '../ingest/run-files.ts';
import { steps } from '../steps/steps.ts';
import { createTimer } from '../steps/timer.ts';
import { awaitJobs, type JobOfFile } from './await-jobs.ts';
import type { Callbacks } from './callbacks.ts';
import { sourceOf } from './convert-files.ts';
import { addRemote, flaw, noteRepeated } from './extra-ends.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';
import { settleExtras } from './settle-extras.ts';
import { wishesOf } from './wishes.ts';

const THUMBNAIL_MAY_BE_TWICE = sentenceOf(
  'its thumbnail was asked for again, since an answer was lost: the platform may have made two',
);

/** Has a thumbnail made of each file, and waits for them. */
export async function makeThumbnails(
  run: Fractal3dRun,
  files: readonly RunFile[],
  callbacks: Callbacks,
): Promise<void> {
  if (files.length === 0) return;
  const jobs: JobOfFile[] = [];
  const request = async (pending: readonly RunFile[]) => {
    await run.gate.open();
    return await steps.requestFractal3dThumbnails(
      {
        platform: run.state.request.platform,
        files: pending.flatMap((entry) => {
          const { thumbnail } = wishesOf(run, entry);
          if (thumbnail === undefined) return [];
          return [{ index: entry.index, name: entry.file.name, source: sourceOf(entry), ...thumbnail }];
        }),
      },
      { summary: `thumbnail of ${describeFiles(pending)}` },
    );
  };
  await settleExtras(run, files, request, {
    onDone(entry, { transactionId, mayBeTwice }) {
      noteRepeated(entry, mayBeTwice, THUMBNAIL_MAY_BE_TWICE);
      jobs.push({ ...entry, transactionId, submittedAtMs: Date.now() });
    },
    onUndone(entry, outcome) {
      noteRepeated(entry, outcome.mayBeTwice, THUMBNAIL_MAY_BE_TWICE);
      if (outcome.state === 'failed') flaw(entry, sentenceOf('thumbnail: '), outcome.error);
    },
  });
  if (jobs.length === 0) return;
  await awaitJobs(run, {
    kind: 'thumbnail',
    jobs,
    timer: createTimer(run.plan.jobTimeoutMs),
    callbacks,
    onEnd(job, end) {
      if (end.state === 'failed') flaw(job, sentenceOf('thumbnail: '), end.error);
      else addRemote(job, { thumbnailTransactionId: job.transactionId });
    },
  });
}
