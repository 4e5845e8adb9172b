import type {
  LongyanDiskActivities,
  UploadedDiskFile,
  WholeDiskFile,
  WholeUpload,
} from '../../contracts/longyan-disk/activities.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { pathBelow } from '../../lib/sources/path-below.ts';
import { forEachFile } from '../groups.ts';
import type { TransferLimits } from '../ingestion-limits.ts';
import { asActivity } from '../run.ts';
import { sendWhole } from '../send-whole.ts';
import { createSendReport, type SendReport } from './send-report.ts';
import type { LongyanDiskDeps, LongyanDiskSession } from './session.ts';

/** What one file of a step is sent with. */
interface Sending {
  session: LongyanDiskSession;
  file: WholeDiskFile;
  limits: TransferLimits;
  report: SendReport;
  ingestion: string;
  signal: AbortSignal;
}

type Uploaded = Omit<UploadedDiskFile, 'count'>;

/** The step that sends files whole. */
export function createWholeFileActivities(deps: LongyanDiskDeps): Pick<LongyanDiskActivities, 'sendLongyanFiles'> {
  return {
    sendLongyanFiles: asActivity(({ platform, ingestion, concurrency, bwlimit, files }, run) => {
      const session = deps.session(platform);
      const report = createSendReport(run);
      return deps.limits.use(ingestion, { concurrency, bwlimit }, async (limits) => {
        const given = new Set(files.flatMap(({ index, uploaded }) => (uploaded === undefined ? [] : [index])));
        const send = async (file: WholeDiskFile): Promise<Uploaded> => {
          const known = file.uploaded ?? report.made.of(file.index);
          const one = { session, file, limits, report, ingestion, signal: run.signal };
          return outcomeOf(file, known ?? (await sendOne(one)));
        };
        // While some files are sent, the next ones wait for their places.
        const outcomes = await forEachFile(files, run.signal, send, 2 * session.places.limit);
        return {
          files: outcomes.map((outcome) => {
            const { index } = outcome;
            const count = report.countOf(index);
            return {
              ...outcome,
              ...(count === undefined ? {} : { count }),
              ...(!given.has(index) && report.made.mayBeTwice(index) ? { mayBeTwice: true as const } : {}),
            };
          }),
        };
      });
    }),
  };

  async function sendOne({ session, file, limits, report, ingestion, signal }: Sending): Promise<WholeUpload> {
    const { index, name, source, size } = file;
    let left = 0;
    report.begun(index);
    try {
      const { answer, md5 } = await sendWhole(deps, {
        session,
        file,
        limits,
        ingestion,
        signal,
        send: (content, over) => session.client.uploadify({ name, content }, over),
        onSent(bytes) {
          left += bytes;
          report.left(index, left);
        },
      });
      const upload = { fid: answer.fid, md5, path: await pathBelow(source, deps.roots) };
      report.taken(index, upload, size);
      return upload;
    } catch (error) {
      // An end from outside may have cut a request that had its effect.
      const isKnown = error instanceof ModelrailError && !error.outcomeUnknown;
      if (!isKnown && left >= size) report.unanswered(index);
      throw error;
    }
  }

  function outcomeOf({ index, isHashed }: WholeDiskFile, { fid, md5, path }: WholeUpload): Uploaded {
    return { index, state: 'complete', ...(isHashed === true ? {} : { hash: md5 }), record: { id: fid, path } };
  }
}
