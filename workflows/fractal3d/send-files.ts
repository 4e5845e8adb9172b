import type { FileRecord } from '../../contracts/activities.ts';
import { errorOf } from '../../contracts/errors.ts';
import type { SentBefore } from '../../contracts/fractal3d/activities.ts';
import { MAX_FILE_BYTES } from '../../contracts/fractal3d/limits.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { isText, shaped } from '../../contracts/shapes.ts';
import type { FileState } from '../../contracts/state.ts';
import { addTransferCount } from '../../contracts/transfer-count.ts';
import type { InspectedRunFile } from '../ingest/fingerprint-files.ts';
import { failFile, noteOf, setHash } from '../ingest/ingest-state.ts';
import { beginUploads, describeFiles, queueOf } from '../ingest/run-files.ts';
import { sendingLimits } from '../ingest/run-limits.ts';
import { settleFiles } from '../ingest/settle-files.ts';
import { isUnanswered, reportedOf } from '../steps/last-report.ts';
import { steps } from '../steps/steps.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';
import { wishesOf } from './wishes.ts';

const FILE_MAY_BE_TWICE = sentenceOf(
  'its upload was repeated, since an answer was lost: the platform may have a further copy of it',
);

/** Fails files that the platform does not take. */
export function withoutLarge<Entry extends InspectedRunFile>(group: readonly Entry[]): Entry[] {
  return group.filter(({ file }) => {
    if (file.size <= MAX_FILE_BYTES) return true;
    const tooLarge = sentenceOf('{size} bytes are more than the 4 GiB that the platform takes', { size: file.size });
    failFile(file, errorOf('InvalidRequest', tooLarge));
    return false;
  });
}

/** Sends a group; each file that arrives is `uploaded`. */
export async function sendGroup(run: Fractal3dRun, group: readonly InspectedRunFile[]): Promise<void> {
  const { request, identity } = run.state;
  /** What a step that was stopped has sent: no call finds it again. */
  const sentBefore = new Map<number, SentBefore>();
  const stamps = new Map(group.map(({ index, stamp }) => [index, stamp]));
  beginUploads(run, group);
  await settleFiles(
    run,
    group,
    (pending) =>
      run.gate.run(
        () =>
          steps.sendToFractal3d(
            {
              platform: request.platform,
              ingestion: identity.id,
              ...sendingLimits(run),
              files: pending.map((entry) => {
                const { source, name, size, wantedHash } = entry.file;
                const { retentionDays } = wishesOf(run, entry);
                const known = sentBefore.get(entry.index);
                return {
                  index: entry.index,
                  source,
                  name,
                  size,
                  stamp: stamps.get(entry.index) ?? '',
                  ...(retentionDays === undefined ? {} : { retentionDays }),
                  ...(wantedHash === undefined ? {} : { wantedHash }),
                  ...(known === undefined ? {} : { sentBefore: known }),
                };
              }),
            },
            { summary: `send ${describeFiles(pending)}`, ...queueOf(run, pending) },
          ),
        (done) => {
          for (const { index, file } of pending) {
            const count = done.files?.[index];
            file.upload = addTransferCount(file.upload, count);
            const sent = reportedOf(done, 'made', index, isSentBefore);
            // What was cut may have arrived.
            const isCut = sent === undefined && count !== undefined && count.bytesSent > 0;
            if (isCut || isUnanswered(done, index)) noteOf(file, FILE_MAY_BE_TWICE);
            if (sent === undefined) continue;
            sentBefore.set(index, sent);
            // Also of a run that is cancelled: the next one takes it up.
            takeSent(file, sent);
          }
        },
      ),
    ({ file }, { hash, record, count, mayBeTwice }) => {
      takeSent(file, { hash, record });
      file.upload = addTransferCount(file.upload, count);
      if (mayBeTwice === true) noteOf(file, FILE_MAY_BE_TWICE);
    },
    ({ file }, { mayBeTwice }) => {
      if (mayBeTwice === true) noteOf(file, FILE_MAY_BE_TWICE);
    },
  );
}

const isSentBefore = shaped<SentBefore>({
  hash: isText,
  record: shaped<FileRecord>({ id: isText, path: isText }),
});

function takeSent(file: FileState, { hash, record }: SentBefore): void {
  setHash(file, hash);
  file.record = record;
  file.status = 'uploaded';
  file.stage = 'convert';
}
