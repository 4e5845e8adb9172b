import type { UploadedDiskFile, WholeUpload } from '../../contracts/longyan-disk/activities.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { isText, shaped } from '../../contracts/shapes.ts';
import { addTransferCount } from '../../contracts/transfer-count.ts';
import type { FingerprintedRunFile, InspectedRunFile } from '../ingest/fingerprint-files.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { noteOf, setHash } from '../ingest/ingest-state.ts';
import { beginUploads, describeFiles, queueOf } from '../ingest/run-files.ts';
import { sendingLimits } from '../ingest/run-limits.ts';
import { settleFiles } from '../ingest/settle-files.ts';
import { reportedOf } from '../steps/last-report.ts';
import { steps } from '../steps/steps.ts';
import type { LongyanDiskRun } from './longyan-disk-run.ts';

/** What is told of a file that was sent again without an answer to the time before. */
const COPY_NOTE = sentenceOf('it was sent more than once: the platform may have a copy without a resource');

type OnUploaded = (entry: RunFile) => void;

/** True of a file that is sent by position. */
export function isParted({ plan }: LongyanDiskRun, { size }: RunFile['file']): boolean {
  return size > plan.resumableFromBytes;
}

/** Sends a group of small files, each as a whole. */
export async function sendGroup(
  run: LongyanDiskRun,
  group: readonly InspectedRunFile[],
  { isHashed, onUploaded }: { isHashed: boolean; onUploaded: OnUploaded },
): Promise<void> {
  const { platform } = run.state.request;
  const stamps = new Map(group.map(({ index, stamp }) => [index, stamp]));
  /** What a step that was stopped has sent: no call finds it again. */
  const uploads = new Map<number, WholeUpload>();
  beginUploads(run, group);
  await settleFiles(
    run,
    group,
    (pending) =>
      run.gate.run(
        () =>
          steps.sendLongyanFiles(
            {
              platform,
              ingestion: run.state.identity.id,
              ...sendingLimits(run),
              files: pending.map(
                ({ index, file: { source, name, size, hash, wantedHash = isHashed ? hash : undefined } }) => ({
                  index,
                  source,
                  name,
                  size,
                  stamp: stamps.get(index) ?? '',
                  ...(wantedHash === undefined ? {} : { wantedHash }),
                  ...(isHashed ? { isHashed } : {}),
                  ...uploadedBefore(uploads.get(index)),
                }),
              ),
            },
            { summary: `send ${describeFiles(pending)}`, ...queueOf(run, pending) },
          ),
        (done) => {
          for (const entry of pending) {
            const { index, file } = entry;
            const upload = reportedOf(done, 'made', index, isUpload);
            const count = done.files?.[index];
            // All of it has left, and no answer has come.
            const isCut = upload === undefined && count !== undefined && count.bytesSent >= file.size;
            noteCopy(file, isCut || done.unanswered?.includes(index));
            if (upload !== undefined) {
              uploads.set(index, upload);
              // Also of a run that is cancelled: the next one takes it up.
              setHash(file, upload.md5);
              file.record = { id: upload.fid, path: upload.path };
            }
            file.upload = addTransferCount(file.upload, count);
          }
        },
      ),
    (entry, outcome) => {
      const { file } = entry;
      if (outcome.hash !== undefined) setHash(file, outcome.hash);
      file.upload = addTransferCount(file.upload, outcome.count);
      noteCopy(file, outcome.mayBeTwice);
      takeUpload(run, entry, outcome, onUploaded);
    },
    ({ file }, { mayBeTwice }) => noteCopy(file, mayBeTwice),
  );
}

/** Sends a group of large files, each from where the platform has come to. */
export async function resumeGroup(
  run: LongyanDiskRun,
  group: readonly FingerprintedRunFile[],
  onUploaded: OnUploaded,
): Promise<void> {
  const { platform } = run.state.request;
  const facts = new Map(group.map((entry) => [entry.index, entry]));
  beginUploads(run, group);
  await settleFiles(
    run,
    group,
    (pending) =>
      run.gate.run(
        () =>
          steps.resumeLongyanFiles(
            {
              platform,
              ingestion: run.state.identity.id,
              chunkSizeBytes: run.plan.partSizeBytes,
              ...sendingLimits(run),
              files: pending.map(({ index, file: { source, name, size, hash } }) => ({
                index,
                source,
                name,
                size,
                hash,
                stamp: facts.get(index)?.stamp ?? '',
                checksums: facts.get(index)?.checksums ?? '',
              })),
            },
            { summary: `send ${describeFiles(pending)}`, ...queueOf(run, pending) },
          ),
        ({ files = {} }) => {
          for (const { index, file } of pending) file.upload = addTransferCount(file.upload, files[index]);
        },
      ),
    (entry, outcome) => {
      entry.file.upload = addTransferCount(entry.file.upload, outcome.count);
      entry.file.upload.instant = entry.file.upload.sent === 0;
      takeUpload(run, entry, outcome, onUploaded);
    },
  );
}

function takeUpload(run: LongyanDiskRun, entry: RunFile, { record }: UploadedDiskFile, onUploaded: OnUploaded): void {
  const { file } = entry;
  file.record = record;
  file.status = 'uploaded';
  file.stage = 'register';
  run.changed();
  onUploaded(entry);
}

const isUpload = shaped<WholeUpload>({ fid: isText, md5: isText, path: isText });

function uploadedBefore(uploaded: WholeUpload | undefined): { uploaded?: WholeUpload } {
  return uploaded === undefined ? {} : { uploaded };
}

function noteCopy(file: RunFile['file'], mayBeTwice: boolean | undefined): void {
  if (mayBeTwice === true) noteOf(file, COPY_NOTE);
}
