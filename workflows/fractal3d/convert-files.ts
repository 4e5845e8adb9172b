import type { JobSource } from '../../contracts/fractal3d/activities.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { isText, shaped } from '../../contracts/shapes.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { deliverFile, failFile, noteOf } from '../ingest/ingest-state.ts';
import { describeFiles } from '../ingest/run-files.ts';
import { settleFiles } from '../ingest/settle-files.ts';
import { isUnanswered, reportedOf } from '../steps/last-report.ts';
import { withLastReport } from '../steps/on-interrupted.ts';
import { steps } from '../steps/steps.ts';
import { createTimer } from '../steps/timer.ts';
import { awaitJobs, type JobOfFile } from './await-jobs.ts';
import type { Callbacks } from './callbacks.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';
import { wishesOf } from './wishes.ts';

const JOB_MAY_BE_TWICE = sentenceOf(
  'its conversion was asked for again, since an answer was lost: the platform may have converted it twice',
);

/** What jobs of a file work on. */
export function sourceOf({ file }: RunFile): JobSource {
  return file.record === undefined ? { url: file.source } : { fileId: file.record.id };
}

/** Converts the files of a group, each by itself; what converted is delivered, and `onDelivered` is told. */
export async function convertGroup(
  run: Fractal3dRun,
  group: readonly RunFile[],
  callbacks: Callbacks,
  onDelivered: (entry: RunFile) => void = () => {},
): Promise<void> {
  const known = run.state.own.files;
  await submit(
    run,
    group.filter(({ index }) => known.get(index)?.transactionId === undefined),
  );
  const jobs = group.flatMap((entry): JobOfFile[] => {
    const { transactionId, submittedAtMs = Date.now() } = known.get(entry.index) ?? {};
    if (transactionId === undefined || entry.file.status === 'failed') return [];
    entry.file.status = 'converting';
    return [{ ...entry, transactionId, submittedAtMs }];
  });
  if (jobs.length === 0) return;
  run.changed();
  await awaitJobs(run, {
    kind: 'convert',
    jobs,
    timer: createTimer(run.plan.jobTimeoutMs),
    callbacks,
    onEnd({ index, file, transactionId }, end) {
      if (end.state === 'failed') return failFile(file, end.error);
      deliverFile(run, file, { transactionId });
      onDelivered({ index, file });
    },
  });
}

/** A conversion that is asked for goes on: a pause waits until it is known. */
async function submit(run: Fractal3dRun, files: readonly RunFile[]): Promise<void> {
  if (files.length === 0) return;
  const known = run.state.own.files;
  for (const { index } of files) known.set(index, { isAsking: true });
  await settleFiles(
    run,
    files,
    async (pending) => {
      await run.gate.open();
      const input = {
        platform: run.state.request.platform,
        files: pending.map((entry) => ({
          index: entry.index,
          name: entry.file.name,
          source: sourceOf(entry),
          // Files without a target have failed before.
          target: wishesOf(run, entry).target ?? 'e3dx',
        })),
      };
      return await withLastReport(
        () => steps.submitFractal3dConversions(input, { summary: `convert ${describeFiles(pending)}` }),
        (done) => {
          for (const entry of pending) {
            const job = reportedOf(done, 'made', entry.index, isSubmitted);
            if (job === undefined) continue;
            keep(entry, job.transactionId);
            if (isUnanswered(done, entry.index)) noteOf(entry.file, JOB_MAY_BE_TWICE);
          }
        },
      );
    },
    (entry, { transactionId, mayBeTwice }) => {
      keep(entry, transactionId);
      if (mayBeTwice === true) noteOf(entry.file, JOB_MAY_BE_TWICE);
    },
    ({ index, file }, { state, mayBeTwice }) => {
      if (mayBeTwice === true) noteOf(file, JOB_MAY_BE_TWICE);
      // It is known that the platform has none.
      else if (state === 'failed') known.delete(index);
    },
  );

  function keep({ index, file }: RunFile, transactionId: string): void {
    known.set(index, { transactionId, submittedAtMs: Date.now() });
    // The next run of the id finds it here.
    file.remote = { transactionId };
  }
}

const isSubmitted = shaped<{ transactionId: string }>({ transactionId: isText });
