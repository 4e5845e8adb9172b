import type {
  LongyanDiskActivities,
  PartedDiskFile,
  UploadedDiskFile,
} from '../../contracts/longyan-disk/activities.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { parseChecksums } from '../../lib/hashing/checksum.ts';
import { openWhenRead } from '../../lib/sources/deferred-handle.ts';
import { pathBelow } from '../../lib/sources/path-below.ts';
import { paceOf } from '../../lib/transfer/pacer.ts';
import { sendByPosition } from '../../platforms/longyan-disk/send-by-position.ts';
import { forEachFile } from '../groups.ts';
import type { TransferLimits } from '../ingestion-limits.ts';
import { asActivity } from '../run.ts';
import { createSendReport, type SendReport } from './send-report.ts';
import type { LongyanDiskDeps, LongyanDiskSession } from './session.ts';

type ResumeSteps = 'lookForLongyanUploads' | 'resumeLongyanFiles';

/** What one file of a step is sent with. */
interface Sending {
  session: LongyanDiskSession;
  file: PartedDiskFile;
  partSizeBytes: number;
  limits: TransferLimits;
  report: SendReport;
  ingestion: string;
  signal: AbortSignal;
}

/** Steps that send files by position, or look how far that has come. */
export function createResumeActivities(deps: LongyanDiskDeps): Pick<LongyanDiskActivities, ResumeSteps> {
  return {
    lookForLongyanUploads: asActivity(async ({ platform, files }, run) => {
      const { client } = deps.session(platform);
      const uploads = await client.uncompletedFiles(run.signal);
      return {
        files: files.map(({ index, hash, size }) => {
          const begun = uploads.find((upload) => upload.md5 === hash && upload.size === size);
          return { index, state: 'ok' as const, present: begun?.position ?? 0 };
        }),
      };
    }),

    resumeLongyanFiles: asActivity(({ platform, ingestion, concurrency, bwlimit, chunkSizeBytes, files }, run) => {
      const session = deps.session(platform);
      const report = createSendReport(run);
      const attempt = { ...run, ingestion };
      return deps.limits.use(ingestion, { concurrency, bwlimit }, async (limits) => {
        const shared = { session, partSizeBytes: chunkSizeBytes, limits, report, ingestion, signal: run.signal };
        const outcomes = await forEachFile(files, run.signal, (file) =>
          deps.exclusive.run(
            // One content of one user is one upload, also where two ingestions send it.
            `${platform}/${file.hash}`,
            attempt,
            () => send({ ...shared, file }),
            (other) => report.behind(file.index, other),
          ),
        );
        return {
          files: outcomes.map((outcome) => {
            const count = report.countOf(outcome.index);
            return { ...outcome, ...(count === undefined ? {} : { count }) };
          }),
        };
      });
    }),
  };

  async function send(sending: Sending): Promise<Omit<UploadedDiskFile, 'count'>> {
    const { session, file, partSizeBytes, limits, report, ingestion, signal } = sending;
    const { index, source, name, size, hash } = file;
    const path = await pathBelow(source, deps.roots);
    const handle = openWhenRead(deps.sources, file, signal);
    try {
      const fid = await sendByPosition(session.client, {
        source,
        name,
        md5: hash,
        size,
        path,
        handle,
        partSizeBytes,
        checksums: parseChecksums(file.checksums),
        places: session.places,
        share: ingestion,
        buffers: deps.buffers,
        signal,
        pace: () => paceOf(limits.pacer, session.pacer),
        admit: (work) => (limits.requests === undefined ? work() : limits.requests(work)),
        readSize: async () => (await deps.sources.stamp(file, signal)).size,
        onPosition: (position) => report.present(index, position, partSizeBytes),
        onLeft: (position, bytes) => report.partLeft(index, position, bytes),
        onSent: ({ position, length }) => report.sent(index, position, length),
        onWaiting: (state) => report.waiting(index, state),
      });
      report.ended(index);
      return { index, state: 'complete', record: { id: fid, path } };
    } catch (error) {
      // What is tried again is held up still.
      if (error instanceof ModelrailError && !error.isRetryable) report.ended(index);
      throw error;
    } finally {
      await handle.close();
    }
  }
}
