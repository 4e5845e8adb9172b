import type { FileToSend, Fractal3dActivities, SentFile } from '../../contracts/fractal3d/activities.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { LONGEST_WAIT_MS } from '../../lib/pacing/token-bucket.ts';
import type { StreamOutcome } from '../../lib/transfer/send-stream.ts';
import { MAX_RATE_REFUSALS } from '../../platforms/fractal3d/call.ts';
import { forEachFile } from '../groups.ts';
import type { TransferLimits } from '../ingestion-limits.ts';
import { asActivity } from '../run.ts';
import { sendWhole } from '../send-whole.ts';
import { createSendReport, type SendReport } from './report.ts';
import type { Fractal3dDeps, Fractal3dSession } from './session.ts';

/** What one file of a step is sent with. */
interface Sending {
  session: Fractal3dSession;
  file: FileToSend;
  limits: TransferLimits;
  report: SendReport;
  ingestion: string;
  signal: AbortSignal;
}

/** The step that sends files. */
export function createSendActivities(deps: Fractal3dDeps): Pick<Fractal3dActivities, 'sendToFractal3d'> {
  return {
    sendToFractal3d: asActivity(({ platform, ingestion, concurrency, bwlimit, files }, run) => {
      const session = deps.session(platform);
      const report = createSendReport(run);
      return deps.limits.use(ingestion, { concurrency, bwlimit }, async (limits) => {
        const outcomes = await forEachFile(
          files,
          run.signal,
          (file) =>
            // After an outage of Temporal the attempt before may still be sending.
            deps.exclusive.run(`${run.stepKey}/${file.index}`, { ...run, ingestion }, () =>
              send({ session, file, limits, report, ingestion, signal: run.signal }),
            ),
          // While some files are sent, the next ones are got ready.
          2 * session.places.limit,
        );
        return {
          files: outcomes.map((outcome) => ({
            ...outcome,
            count: report.countOf(outcome.index),
            ...(report.made.mayBeTwice(outcome.index) ? { mayBeTwice: true as const } : {}),
          })),
        };
      });
    }),
  };

  /** There is no call that finds a file without its id: what an attempt before has told of is not sent again. */
  async function send(one: Sending): Promise<SentFile> {
    const { file, report } = one;
    const { index, name } = file;
    const known = report.made.of(index) ?? file.sentBefore;
    if (known !== undefined) return { index, state: 'complete', ...known, count: report.countOf(index) };
    report.begun(index);
    try {
      const { answer: id, md5: hash } = await sendWithinRate(one);
      const sent = { hash, record: { id, path: name } };
      report.accepted(index, sent);
      return { index, state: 'complete', ...sent, count: report.countOf(index) };
    } catch (error) {
      // An end from outside may have cut a request that had its effect.
      const isKnown = error instanceof ModelrailError && !error.outcomeUnknown;
      if (!isKnown && report.countOf(index).bytesSent > 0) report.unanswered(index);
      throw error;
    }
  }

  /** A stream that was refused for want of tokens is gone, and begun anew: that is no failed attempt (reading 3). */
  async function sendWithinRate(one: Sending): Promise<StreamOutcome<string>> {
    for (let refusals = 1; ; refusals += 1) {
      try {
        return await sendOnce(one);
      } catch (error) {
        const isRefused = error instanceof ModelrailError && error.type === 'RateLimited';
        const isLong = isRefused && (error.retryAfterMs ?? 0) > LONGEST_WAIT_MS;
        if (!isRefused || isLong || refusals >= MAX_RATE_REFUSALS) throw error;
      }
    }
  }

  function sendOnce({ session, file, limits, report, ingestion, signal }: Sending): Promise<StreamOutcome<string>> {
    const { index, name, size, retentionDays } = file;
    return sendWhole(deps, {
      session,
      file,
      limits,
      ingestion,
      signal,
      send: (body, over) =>
        session.client.uploadFile({ name, size, retentionDays, body, signal: over, share: ingestion }),
      onSent: (bytes) => report.sent(index, bytes),
    });
  }
}
