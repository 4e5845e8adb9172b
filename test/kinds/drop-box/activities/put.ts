import type { TransferCount } from '../../contracts/activities.ts';
import type { BoxedFile, DropBoxActivities, PutFile } from '../../contracts/drop-box/activities.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { hashContent } from '../../lib/hashing/hash-content.ts';
import type { BoxRecord } from '../../platforms/drop-box/endpoints.ts';
import { forEachFile } from '../groups.ts';
import type { TransferLimits } from '../ingestion-limits.ts';
import { asActivity } from '../run.ts';
import { sendWhole } from '../send-whole.ts';
import { createPutReport, type PutReport } from './report.ts';
import type { DropBoxDeps, DropBoxSession } from './session.ts';

/** What one file of a step is sent with. */
interface Put {
  session: DropBoxSession;
  box: string;
  file: BoxedFile;
  limits: TransferLimits;
  report: PutReport;
  ingestion: string;
  signal: AbortSignal;
}

/** The steps that look into a box and put files into it. */
export function createPutActivities(deps: DropBoxDeps): DropBoxActivities {
  return {
    lookIntoDropBox: asActivity(async ({ platform, box, files }, run) => {
      const { client } = deps.session(platform);
      return {
        files: await forEachFile(files, run.signal, async ({ index, name }) => {
          const record = await client.read({ box, name }, run.signal);
          return { index, state: 'ok' as const, ...(record === undefined ? {} : { present: record.size }) };
        }),
      };
    }),

    putIntoDropBox: asActivity(({ platform, box, ingestion, concurrency, bwlimit, files }, run) => {
      const session = deps.session(platform);
      const report = createPutReport(run);
      const attempt = { ...run, ingestion };
      return deps.limits.use(ingestion, { concurrency, bwlimit }, async (limits) => {
        const outcomes = await forEachFile(
          files,
          run.signal,
          (file) =>
            deps.exclusive.run(
              `${platform}/${box}/${file.name}`,
              attempt,
              () => put({ session, box, file, limits, report, ingestion, signal: run.signal }),
              (other) => report.behind(file.index, other),
            ),
          // While some files are sent, the next ones are asked for.
          2 * session.places.limit,
        );
        return { files: outcomes.map((outcome) => ({ ...outcome, count: report.countOf(outcome.index) })) };
      });
    }),
  };

  /** What is there is compared first: an earlier attempt, or an earlier run, may have done it without an answer. */
  async function put(one: Put): Promise<Omit<PutFile, 'count'> & { count: TransferCount }> {
    const { session, box, file, limits, report, signal } = one;
    const { index, name, size, wantedHash } = file;
    const present = await session.client.read({ box, name }, signal);
    report.asked(index);
    // Only what may be the same is worth being read twice.
    if (present?.size === size) {
      const hash = await hashOf(file, signal);
      if (hash === present.md5 && hash === (wantedHash ?? hash)) {
        report.found(index, size);
        return outcomeOf(one, present);
      }
    }
    const sent = await sendWhole(deps, {
      session,
      file,
      limits,
      ingestion: one.ingestion,
      signal,
      send: (body, over) => session.client.put({ box, name }, body, over),
      onSent: (bytes) => report.sent(index, bytes),
    });
    const { answer, md5 } = sent;
    if (answer.size !== size || answer.md5 !== md5) {
      throw new ModelrailError(
        'UnexpectedResponse',
        `the box has ${answer.size} bytes of MD5 ${answer.md5} as ${name} instead of ${size} of ${md5}`,
        { outcomeUnknown: true },
      );
    }
    report.accepted(index);
    return outcomeOf(one, answer);
  }

  async function hashOf(file: BoxedFile, signal: AbortSignal): Promise<string> {
    const { source, size } = file;
    const content = await deps.sources.content(file, signal);
    const onProgress = () => undefined;
    return (await hashContent(deps.hasher, { source, content, size, chunkSizeBytes: size, signal, onProgress })).md5;
  }
}

function outcomeOf({ box, file: { index, name }, report }: Put, { id, md5 }: BoxRecord): PutFile {
  return { index, state: 'complete', hash: md5, record: { id, path: `${box}/${name}` }, count: report.countOf(index) };
}
