import { CancellationScope, condition, patched } from '@temporalio/workflow';
import type { FailedFile } from '../../contracts/activities.ts';
import { errorOf } from '../../contracts/errors.ts';
import type { AwaitedJob, AwaitInput } from '../../contracts/fractal3d/activities.ts';
import { type JobKind, jobName } from '../../contracts/fractal3d/job-names.ts';
import { LAST_LOOK_TIMEOUT_MS } from '../../contracts/fractal3d/policies.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { describeFiles } from '../ingest/run-files.ts';
import { spanInWords } from '../status/span.ts';
import { isInterruption, isTimeLimit } from '../steps/failure-info.ts';
import { steps } from '../steps/steps.ts';
import type { Timer } from '../steps/timer.ts';
import type { Callbacks } from './callbacks.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';

/** A file and the job that was begun for it. */
export interface JobOfFile extends RunFile {
  transactionId: string;
  submittedAtMs: number;
}

/** Jobs that are waited for. */
export interface JobsWait {
  kind: JobKind;
  jobs: readonly JobOfFile[];
  timer: Timer;
  callbacks: Callbacks;
  /** Called once for each job. */
  onEnd(job: JobOfFile, end: AwaitedJob | FailedFile): void;
}

/**
 * Waits until each job ends: by a look of the step that looks again and again, or by one that the platform has called for,
 * whichever is first. What the platform says when it calls is not believed: it is asked. A pause stops the wait and does not use up its time.
 */
export async function awaitJobs(run: Fractal3dRun, wait: JobsWait): Promise<void> {
  const { kind, jobs, timer, callbacks, onEnd } = wait;
  const open = new Map(jobs.map((job) => [job.index, job]));
  const step = kind === 'convert' ? steps.awaitFractal3dConversions : steps.awaitFractal3dThumbnails;
  const scope = new CancellationScope({ cancellable: true });
  const outer = CancellationScope.current();

  function inputOf(asked: readonly JobOfFile[]): AwaitInput {
    const { platform } = run.state.request;
    return {
      platform,
      files: asked.map(({ index, transactionId, submittedAtMs }) => ({ index, transactionId, submittedAtMs })),
    };
  }

  function take(answer: Awaited<ReturnType<typeof step>>): void {
    for (const end of answer.files) {
      const job = open.get(end.index);
      if (job === undefined || end.state === 'running' || end.state === 'deferred') continue;
      open.delete(end.index);
      onEnd(job, end);
    }
    run.changed();
    if (open.size === 0) scope.cancel();
  }

  const heartbeatTimeoutMs = run.plan.waitHeartbeatMs;

  async function lookAgainAndAgain(): Promise<void> {
    while (open.size > 0) {
      const asked = [...open.values()];
      const options = { summary: `wait for ${describeFiles(asked)}`, heartbeatTimeoutMs };
      take(await run.gate.run(() => timer.measure((timeLimitMs) => step(inputOf(asked), { ...options, timeLimitMs }))));
    }
  }

  const isCalled = ({ index }: JobOfFile) => callbacks.has(jobName(kind, index));

  async function lookWhenCalled(): Promise<void> {
    for (;;) {
      await condition(() => [...open.values()].some(isCalled));
      const asked = [...open.values()].filter(isCalled);
      for (const { index } of asked) callbacks.take(jobName(kind, index));
      const options = {
        summary: `look at ${describeFiles(asked)}, which the platform called about`,
        heartbeatTimeoutMs,
      };
      take(await run.gate.run(() => step({ ...inputOf(asked), isOnce: true }, options)));
    }
  }

  const both = scope.run(() =>
    Promise.allSettled([lookAgainAndAgain().finally(() => scope.cancel()), lookWhenCalled().catch(endScope(scope))]),
  );
  if (patched('go-on-when-all-have-ended')) {
    let haveEnded = false;
    void both.then(() => {
      haveEnded = true;
    });
    // Once all jobs have ended the step that still looks is no matter: it may hear of it late. A cancellation waits for its end.
    await CancellationScope.nonCancellable(() => condition(() => open.size === 0 || haveEnded));
    if (open.size === 0) return;
  }
  const [looked, called] = await both;
  if (open.size === 0) return;
  const failures = [looked, called].flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  if (outer.consideredCancelled) throw failures.find(isInterruption) ?? failures[0];
  const limit = failures.find(isTimeLimit);
  if (limit === undefined) throw failures.find((error) => !isInterruption(error)) ?? failures[0];
  // The time may have passed between two looks.
  await lookOnceMore();

  async function lookOnceMore(): Promise<void> {
    const asked = [...open.values()];
    const options = {
      summary: `look once more at ${describeFiles(asked)}`,
      heartbeatTimeoutMs,
      timeLimitMs: LAST_LOOK_TIMEOUT_MS,
    };
    try {
      take(await run.gate.run(() => step({ ...inputOf(asked), isOnce: true }, options)));
    } catch (error) {
      if (!isTimeLimit(error)) throw error;
    }
    for (const job of open.values()) {
      const late = sentenceOf('not done within {span} (transaction {transactionId})', {
        span: spanInWords(timer.limitMs),
        transactionId: job.transactionId,
      });
      onEnd(job, { index: job.index, state: 'failed', error: errorOf('ConversionTimeout', late) });
    }
    run.changed();
  }
}

function endScope(scope: CancellationScope): (error: unknown) => never {
  return (error) => {
    scope.cancel();
    throw error;
  };
}
