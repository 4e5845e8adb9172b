import type { ErrorInfo } from '../../contracts/errors.ts';
import type { ResultToSave } from '../../contracts/fractal3d/activities.ts';
import type { Fractal3dRemote } from '../../contracts/fractal3d/index.ts';
import { isDelivered } from '../../contracts/kinds.ts';
import { shownSource } from '../../contracts/source-path.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { noteOf } from '../ingest/ingest-state.ts';
import { describeFiles, queueOf } from '../ingest/run-files.ts';
import { steps } from '../steps/steps.ts';
import { createTimer } from '../steps/timer.ts';
import { awaitJobs, type JobOfFile } from './await-jobs.ts';
import type { Callbacks } from './callbacks.ts';
import { sourceOf } from './convert-files.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';
import { settleExtras } from './settle-extras.ts';
import { wishesOf } from './wishes.ts';

const THUMBNAIL_MAY_BE_TWICE =
  'its thumbnail was asked for again, since an answer was lost: the platform may have made two';
const COMMENT_MAY_BE_TWICE =
  'its comment was made again, since an answer was lost: the platform may have a further resource for it';

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
    if (wishesOf(run, entry).isWithoutThumbnail) noteOf(entry.file, 'a 2D drawing has no thumbnail');
  }
  await makeThumbnails(
    run,
    delivered.filter((entry) => wantsThumbnail(run, entry)),
    callbacks,
  );
  await comment(
    run,
    delivered.filter((entry) => wantsComment(run, entry)),
  );
  await save(
    run,
    delivered.filter((entry) => wantsSaving(run, entry)),
  );
}

function addRemote({ file }: RunFile, more: Fractal3dRemote): void {
  file.remote = { ...file.remote, ...more };
}

/** The first error of a file stays. */
function flaw({ file }: RunFile, what: string, { type, message }: ErrorInfo): void {
  file.error ??= { type, message: `${what}: ${message}` };
}

async function makeThumbnails(run: Fractal3dRun, files: readonly RunFile[], callbacks: Callbacks): Promise<void> {
  if (files.length === 0) return;
  const jobs: JobOfFile[] = [];
  await settleExtras(
    run,
    files,
    async (pending) => {
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
    },
    (entry, { transactionId, mayBeTwice }) => {
      if (mayBeTwice === true) noteOf(entry.file, THUMBNAIL_MAY_BE_TWICE);
      jobs.push({ ...entry, transactionId, submittedAtMs: Date.now() });
    },
    (entry, error) => flaw(entry, 'thumbnail', error),
  );
  if (jobs.length === 0) return;
  await awaitJobs(run, {
    kind: 'thumbnail',
    jobs,
    timer: createTimer(run.plan.jobTimeoutMs),
    callbacks,
    onEnd(job, end) {
      if (end.state === 'failed') flaw(job, 'thumbnail', end.error);
      else addRemote(job, { thumbnailTransactionId: job.transactionId });
    },
  });
}

async function comment(run: Fractal3dRun, files: readonly RunFile[]): Promise<void> {
  await settleExtras(
    run,
    files,
    async (pending) => {
      await run.gate.open();
      return await steps.commentOnFractal3d(
        {
          platform: run.state.request.platform,
          files: pending.flatMap((entry) => {
            const { comment: message } = wishesOf(run, entry);
            return message === undefined ? [] : [{ index: entry.index, message, metadata: metadataOf(entry) }];
          }),
        },
        { summary: `comment on ${describeFiles(pending)}` },
      );
    },
    (entry, { resourceId, commentId, mayBeTwice }) => {
      if (mayBeTwice === true) noteOf(entry.file, COMMENT_MAY_BE_TWICE);
      addRemote(entry, { resourceId, commentId });
    },
    (entry, error) => flaw(entry, 'comment', error),
  );
}

/** What the resource says about the file: no address that lets others read it. */
function metadataOf({ file: { name, record, remote, source, hash } }: RunFile): Record<string, string> {
  return {
    file_name: name,
    ...(record === undefined ? { file_url: shownSource(source) } : { file_id: record.id }),
    ...(remote?.['transactionId'] === undefined ? {} : { transaction_id: remote['transactionId'] }),
    ...(hash === '' ? {} : { md5: hash }),
  };
}

async function save(run: Fractal3dRun, files: readonly RunFile[]): Promise<void> {
  // Those of one machine together: the folder is that machine's.
  const hosts = new Map<string, RunFile[]>();
  for (const entry of files) {
    const host = entry.file.host ?? '';
    hosts.set(host, [...(hosts.get(host) ?? []), entry]);
  }
  await Promise.all([...hosts.values()].map((ofHost) => saveOfHost(run, ofHost)));
}

async function saveOfHost(run: Fractal3dRun, files: readonly RunFile[]): Promise<void> {
  const { request, identity } = run.state;
  await settleExtras(
    run,
    files,
    (pending) =>
      run.gate.run(() =>
        steps.saveFractal3dResults(
          {
            platform: request.platform,
            ingestion: identity.id,
            files: pending.flatMap((entry) => {
              const { save: folder, target = 'e3dx' } = wishesOf(run, entry);
              const { name, record, remote } = entry.file;
              const transactionId = remote?.['transactionId'];
              if (folder === undefined || transactionId === undefined) return [];
              const names: ResultToSave['names'] = [
                [name, target],
                [name, target, `-${record?.id ?? transactionId}`],
              ];
              return [{ index: entry.index, transactionId, folder, names }];
            }),
          },
          { summary: `save the results of ${describeFiles(pending)}`, ...queueOf(run, pending) },
        ),
      ),
    ({ file }, { saved }) => {
      file.saved = saved;
    },
    (entry, error) => flaw(entry, 'save', error),
  );
}
