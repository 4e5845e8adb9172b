import type { DeferredFile, FailedFile } from '../../contracts/activities.ts';
import type { UploadedFile, UploadState } from '../../contracts/chongqing-bim/activities.ts';
import { LAST_LOOK_TIMEOUT_MS } from '../../contracts/chongqing-bim/policies.ts';
import { errorOf } from '../../contracts/errors.ts';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import type { PauseGate } from '../ingest/pause-gate.ts';
import { spanInWords } from '../status/span.ts';
import { isTimeLimit } from '../steps/failure-info.ts';
import { steps } from '../steps/steps.ts';
import type { Timer } from '../steps/timer.ts';

/** Files that the platform has not completed yet, and how long it may take. */
export interface MergeWait {
  platform: string;
  chunkSizeBytes: number;
  files: UploadedFile[];
  /** The files in words, for the summary of a step. */
  label: string;
  /** Heartbeat time-out of the step; default: its policy's. */
  heartbeatTimeoutMs?: number | undefined;
  gate: PauseGate;
  timer: Timer;
}

type Outcomes = { files: (UploadState | FailedFile | DeferredFile)[] };

/** Waits until every file is complete; those that are not when the time is over fail, each for itself. */
export async function awaitMerged(wait: MergeWait): Promise<Outcomes> {
  const { platform, chunkSizeBytes, files, label, heartbeatTimeoutMs, gate, timer } = wait;
  try {
    return await gate.run(() =>
      timer.measure((timeLimitMs) =>
        steps.awaitMerged(
          { platform, chunkSizeBytes, files },
          { summary: `wait for ${label}`, timeLimitMs, heartbeatTimeoutMs },
        ),
      ),
    );
  } catch (error) {
    if (!isTimeLimit(error)) throw error;
    return lookOnceMore(wait);
  }
}

/** A step that ran out of time cannot tell which of its files are complete, or lack chunks: the platform is asked. */
async function lookOnceMore({ platform, files, label, gate, timer }: MergeWait): Promise<Outcomes> {
  await gate.open();
  const options = { summary: `look once more at ${label}`, timeLimitMs: LAST_LOOK_TIMEOUT_MS };
  const last = await steps.synchronizeFiles({ platform, files }, options).catch((error: unknown): Outcomes => {
    if (!isTimeLimit(error)) throw error;
    return { files: [] };
  });
  const outcomes = new Map(last.files.map((outcome) => [outcome.index, outcome]));
  return {
    files: files.map(({ index, name, refusal }) => {
      const outcome = outcomes.get(index);
      if (outcome !== undefined && outcome.state !== 'unmerged' && outcome.state !== 'deferred') return outcome;
      const limit = spanInWords(timer.limitMs);
      return { index, state: 'failed', error: errorOf('UnexpectedResponse', incomplete(name, limit, refusal)) };
    }),
  };
}

function incomplete(name: string, limit: string, refusal: string | undefined): Sentence {
  return refusal === undefined
    ? sentenceOf('the platform has every chunk of {name} but did not complete the file within {limit}', { name, limit })
    : sentenceOf(
        'the platform has every chunk of {name} but did not complete the file within {limit}; it refused the merge: {refusal}',
        { name, limit, refusal },
      );
}
