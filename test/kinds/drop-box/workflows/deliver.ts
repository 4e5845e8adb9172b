import { SENDING_GROUPS } from '../../contracts/policies.ts';
import { addTransferCount } from '../../contracts/transfer-count.ts';
import { type InspectedRunFile, inspectFiles } from '../ingest/fingerprint-files.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { deliverFile, setHash } from '../ingest/ingest-state.ts';
import { describeFiles, filesWith, queueOf } from '../ingest/run-files.ts';
import { sendingLimits } from '../ingest/run-limits.ts';
import { settleFiles } from '../ingest/settle-files.ts';
import { createLimit } from '../steps/limit.ts';
import { steps } from '../steps/steps.ts';
import type { DropBoxRun } from './drop-box-run.ts';

/** The pipeline: look at every file, send each by itself. */
export async function deliverToDropBox(run: DropBoxRun): Promise<void> {
  const groups = await inspectFiles(run, filesWith(run, 'pending'), {});
  const limit = createLimit(SENDING_GROUPS);
  const isDryRun = run.state.request.options?.dryRun === true;
  if (isDryRun) run.state.dryRun = { toSend: 0, bytesToSend: 0, instant: 0 };
  const work = isDryRun ? lookAtGroup : sendGroup;
  const ends = await Promise.allSettled(groups.map((group) => limit(() => work(run, group))));
  // A group that is cancelled is no reason to forget what the others still have to tell.
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** A dry run has no hash to compare: what is there is told, and would be sent if it is another content. */
async function lookAtGroup(run: DropBoxRun, group: readonly InspectedRunFile[]): Promise<void> {
  const { platform, box } = run.state.request;
  const report = run.state.dryRun;
  await settleFiles(
    run,
    group,
    (pending) =>
      run.gate.run(() =>
        steps.lookIntoDropBox(
          { platform, box, files: pending.map(({ index, file }) => ({ index, name: file.name })) },
          { summary: `ask for ${describeFiles(pending)}` },
        ),
      ),
    ({ file }, { present }) => {
      file.stage = 'done';
      if (present !== undefined) {
        file.warning ??= `the box has a file of this name, of ${present} bytes: another content would take its place`;
      }
      if (report === undefined) return;
      report.toSend += 1;
      report.bytesToSend += file.size;
    },
  );
}

async function sendGroup(run: DropBoxRun, group: readonly InspectedRunFile[]): Promise<void> {
  const { request, identity } = run.state;
  const { platform, box } = request;
  const stamps = new Map(group.map(({ index, stamp }) => [index, stamp]));
  for (const { file } of group) {
    file.stage = 'upload';
    file.status = 'uploading';
  }
  run.changed();
  await settleFiles(
    run,
    group,
    (pending) =>
      run.gate.run(
        () =>
          steps.putIntoDropBox(
            {
              platform,
              box,
              ingestion: identity.id,
              ...sendingLimits(run),
              files: pending.map(({ index, file: { source, name, size, wantedHash } }) => ({
                index,
                source,
                name,
                size,
                stamp: stamps.get(index) ?? '',
                ...(wantedHash === undefined ? {} : { wantedHash }),
              })),
            },
            { summary: `send ${describeFiles(pending)}`, ...queueOf(run, pending) },
          ),
        ({ files = {} }) => {
          for (const { index, file } of pending) file.upload = addTransferCount(file.upload, files[index]);
        },
      ),
    ({ file }: RunFile, { hash, record, count }) => {
      setHash(file, hash);
      file.upload = addTransferCount(file.upload, count);
      file.upload.instant = file.upload.sent === 0;
      file.record = record;
      deliverFile(run, file);
    },
  );
}
