import pLimit from 'p-limit';
import type { FailedFile } from '../../contracts/activities.ts';
import { errorOf } from '../../contracts/errors.ts';
import type { AwaitedJob, AwaitInput, Fractal3dActivities, JobToAwait } from '../../contracts/fractal3d/activities.ts';
import type { JobKind } from '../../contracts/fractal3d/job-names.ts';
import {
  FIRST_LOOK_AFTER_MS,
  LOOKS_AT_ONCE,
  MAX_WRONG_SHAPES,
  TELL_ENDS_AFTER_MS,
  VISIBLE_WITHIN_MS,
} from '../../contracts/fractal3d/policies.ts';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { wait } from '../../lib/transfer/backoff.ts';
import type { JobState } from '../../platforms/fractal3d/jobs.ts';
import { isWrongShape } from '../failure.ts';
import { type ActivityRun, asActivity } from '../run.ts';
import type { Fractal3dDeps, Fractal3dSession } from './session.ts';

type WaitSteps = 'awaitFractal3dConversions' | 'awaitFractal3dThumbnails';

/** The steps that wait for jobs. */
export function createWaitActivities({
  session,
  waitingHeartbeats,
  webhooks,
}: Pick<Fractal3dDeps, 'session' | 'waitingHeartbeats' | 'webhooks'>): Pick<Fractal3dActivities, WaitSteps> {
  const awaiting = (kind: JobKind) =>
    asActivity(
      async (input: AwaitInput, run: ActivityRun) => ({
        files: await createWatch({
          kind,
          input,
          session: session(input.platform),
          run,
          isCalled: webhooks !== undefined,
        }).end(),
      }),
      { heartbeats: waitingHeartbeats },
    );
  return { awaitFractal3dConversions: awaiting('convert'), awaitFractal3dThumbnails: awaiting('thumbnail') };
}

/** A job that is looked at until it ends. */
interface WatchedJob extends JobToAwait {
  /** When it is looked at next, in milliseconds of this process. */
  dueAtMs: number;
  pauseMs: number;
  wrongShapes: number;
}

type End = AwaitedJob | FailedFile;

const PAUSE_GROWS_BY = 1.5;

/** What the jobs of a step are looked at with. */
interface Watching {
  kind: JobKind;
  input: AwaitInput;
  session: Fractal3dSession;
  run: ActivityRun;
  /** The platform was asked to call at the end: looks begin later. */
  isCalled: boolean;
}

function createWatch({ kind, input: { files, isOnce }, session, run, isCalled }: Watching) {
  const { client, settings, looks } = session;
  const { pollInterval } = settings.convert;
  const firstMs = isCalled ? pollInterval : Math.min(FIRST_LOOK_AFTER_MS, pollInterval);
  const startedAtMs = performance.now();
  const ends = new Map<number, End>();
  const limit = pLimit(LOOKS_AT_ONCE);
  let open: WatchedJob[] = files.map((file) => ({
    ...file,
    dueAtMs: startedAtMs + (isOnce === true ? 0 : Math.max(0, firstMs - run.ageMs(file.submittedAtMs))),
    pauseMs: firstMs,
    wrongShapes: 0,
  }));

  /** Asks, unless another step of this worker does or has seen the end. */
  async function stateOf({ transactionId }: WatchedJob): Promise<JobState> {
    const { signal } = run;
    const question = { transactionId, signal, share: run.ingestion };
    const state = await looks.at({
      kind,
      transactionId,
      // What was asked before the platform called may be older than that.
      isFresh: isOnce === true,
      signal,
      ask: () => (kind === 'convert' ? client.conversion(question) : client.thumbnail(question)),
    });
    run.answered();
    return state;
  }

  /** One look; answers the error that passes. */
  async function look(job: WatchedJob): Promise<ModelrailError | undefined> {
    const { index, transactionId, submittedAtMs } = job;
    try {
      const { status } = await stateOf(job);
      if (status === 'Succeeded') ends.set(index, { index, state: 'ok' });
      if (status === 'Failed') ends.set(index, failed(index, failureOf(kind, transactionId)));
      return undefined;
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      if (error.isRetryable) return error;
      if (error.type === 'NotFound' && run.ageMs(submittedAtMs) < VISIBLE_WITHIN_MS) return undefined;
      if (isWrongShape(error)) {
        job.wrongShapes += 1;
        if (job.wrongShapes < MAX_WRONG_SHAPES) return error;
      }
      ends.set(index, { index, state: 'failed', error: error.toKept() });
      return undefined;
    } finally {
      job.dueAtMs = performance.now() + job.pauseMs;
      job.pauseMs = Math.min(pollInterval, job.pauseMs * PAUSE_GROWS_BY);
    }
  }

  /** Looks at all that are due. Throws what passes when nothing else came of it. */
  async function round(): Promise<void> {
    const nowMs = performance.now();
    const due = open.filter(({ dueAtMs }) => dueAtMs <= nowMs);
    const errors = await Promise.all(due.map((job) => limit(() => look(job))));
    open = open.filter(({ index }) => !ends.has(index));
    const [first] = errors;
    if (first !== undefined && errors.every((error) => error !== undefined) && ends.size === 0) throw first;
  }

  const running = (): End[] => open.map(({ index }) => ({ index, state: 'running' }));

  return {
    async end(): Promise<End[]> {
      for (;;) {
        await round();
        const isTold = ends.size > 0 && performance.now() - startedAtMs >= TELL_ENDS_AFTER_MS;
        if (open.length === 0 || isTold || isOnce === true) return [...ends.values(), ...running()];
        const nextAtMs = Math.min(...open.map(({ dueAtMs }) => dueAtMs));
        const tellAtMs = ends.size > 0 ? startedAtMs + TELL_ENDS_AFTER_MS : Number.POSITIVE_INFINITY;
        await wait(Math.max(1, Math.min(nextAtMs, tellAtMs) - performance.now()), run.signal);
      }
    },
  };
}

function failed(index: number, sentence: Sentence): FailedFile {
  return { index, state: 'failed', error: errorOf('ConversionFailed', sentence) };
}

/** The platform gives no reason (获取转换结果文件). */
function failureOf(kind: JobKind, transactionId: string): Sentence {
  return kind === 'convert'
    ? sentenceOf('the conversion failed, and the platform says no more (transaction {transactionId})', {
        transactionId,
      })
    : sentenceOf('the thumbnail failed, and the platform says no more (transaction {transactionId})', {
        transactionId,
      });
}
