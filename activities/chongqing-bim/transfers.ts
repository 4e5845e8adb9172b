import type { ChongqingBimActivities, TransferFile } from '../../contracts/chongqing-bim/activities.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { parseChecksums } from '../../lib/hashing/checksum.ts';
import { openWhenRead } from '../../lib/sources/deferred-handle.ts';
import { paceOf } from '../../lib/transfer/pacer.ts';
import { transferFile } from '../../lib/transfer/transfer-file.ts';
import { forEachFile } from '../groups.ts';
import type { TransferLimits } from '../ingestion-limits.ts';
import { asActivity } from '../run.ts';
import type { ChongqingBimDeps, ChongqingBimSession } from './session.ts';
import { createTransferReport, type TransferReport } from './transfer-report.ts';
import { chunkBytes, chunkCount, missingPositions, toUploadState } from './upload-state.ts';

/** The step that sends chunks (manual sections 2 and 3). */
export function createTransferActivities(deps: ChongqingBimDeps): Pick<ChongqingBimActivities, 'transferChunks'> {
  return {
    transferChunks: asActivity(({ platform, chunkSizeBytes, concurrency, bwlimit, files, ...input }, run) => {
      const { ingestion = run.workflowId } = input;
      const session = deps.session(platform);
      const report = createTransferReport(run);
      const attempt = { ...run, ingestion };
      return deps.limits.use(ingestion, { concurrency, bwlimit }, async (limits) => {
        const outcomes = await forEachFile(
          files,
          run.signal,
          (file) =>
            deps.exclusive.run(
              `${platform}/${file.hash}`,
              attempt,
              () => transferOne({ session, file, chunkSizeBytes, limits, report, ingestion, signal: run.signal }),
              (other) => report.behind(file.index, other),
            ),
          // Twice the places: while some files are sent, the status of the next ones is asked for.
          2 * session.places.limit,
        );
        return {
          files: outcomes.map((outcome) => {
            // Of what is whole on the platform chunk by chunk nothing has to be known any more.
            const count = report.countOf(outcome.index, outcome.state === 'deferred' || outcome.state === 'unmerged');
            return count === undefined ? outcome : { ...outcome, count };
          }),
        };
      });
    }),
  };

  async function transferOne(transfer: {
    session: ChongqingBimSession;
    file: TransferFile;
    chunkSizeBytes: number;
    limits: TransferLimits;
    report: TransferReport;
    ingestion: string;
    signal: AbortSignal;
  }) {
    const { session, file, chunkSizeBytes, limits, report, ingestion, signal } = transfer;
    const { client, settings, places } = session;
    const count = chunkCount(file.size, chunkSizeBytes);
    const layout = { chunkSizeBytes, firstChunkNumber: settings.firstChunkNumber };
    const { name, hash, size, tags } = file;
    const upload = client.prepareUpload({ name, hash, size, totalChunks: count, tags });
    const accepted = report.acceptedOf(file, count);
    const handle = openWhenRead(deps.sources, file, signal);
    try {
      const status = await transferFile({
        source: shownSource(file.source),
        handle,
        size,
        chunkSizeBytes,
        checksums: parseChecksums(file.checksums),
        places,
        share: ingestion,
        buffers: deps.buffers,
        shape: { headBytes: upload.headRoomBytes, chunkBytes: chunkSizeBytes, tailBytes: upload.tailBytes },
        signal,
        accepted,
        async ask() {
          const answer = await client.uploadStatus({ hash, signal });
          return { answer, missing: missingPositions(answer, file, layout) };
        },
        onAnswer({ missing }) {
          const bytes = size - chunkBytes(missing, size, chunkSizeBytes);
          report.present(file.index, count - missing.length, bytes);
        },
        async admit(bytes, send, passSignal) {
          const sendInTime = async () => {
            await paceOf(limits.pacer, session.pacer)?.take(bytes, passSignal, ingestion);
            await send();
          };
          await (limits.requests === undefined ? sendInTime() : limits.requests(sendInTime));
        },
        async send({ buffer, dataStart }, chunk) {
          const number = chunk.position + layout.firstChunkNumber;
          const body = upload.frame(buffer, dataStart, chunk.length, number);
          const onLeft = (bytes: number) => report.left(file.index, chunk.position, Math.min(bytes, chunk.length));
          try {
            await client.uploadChunk({ body, contentType: upload.contentType, signal: chunk.signal, onLeft });
          } catch (error) {
            report.left(file.index, chunk.position, undefined);
            throw error;
          }
        },
        async checkSource() {
          // What was read has the checksums of what was hashed; a copy with another time and inode is the same file.
          if ((await deps.sources.stamp(file, signal)).size === file.size) return;
          throw new ModelrailError(
            'SourceChanged',
            sentenceOf('{path} changed after it was hashed', { path: shownSource(file.source) }),
          );
        },
        onSent: ({ position, length }) => report.sent(file.index, position, length),
        onWaiting: (state) => report.waiting(file.index, state),
      });
      report.ended(file.index);
      return toUploadState(status, file);
    } catch (error) {
      // What is tried again is held up still.
      if (error instanceof ModelrailError && !error.isRetryable) report.ended(file.index);
      throw error;
    } finally {
      await handle.close();
    }
  }
}
