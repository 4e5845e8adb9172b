import type { DeferredFile, FailedFile, Repeated } from '../contracts/activities.ts';
import { ModelrailError } from '../lib/errors.ts';
import { forEachFile } from './groups.ts';
import type { ActivityRun } from './run.ts';

/** What a step has made, by file index, as its heartbeats have it. */
interface MadeHeartbeat {
  made: Record<string, unknown>;
  /** Files whose call was not answered, by index. */
  unanswered: number[];
}

/** What is made of files of one step, each once as far as that can be known: no call of such a platform finds what was made. */
export interface Making<Made> {
  /** What an attempt before has made of a file. */
  of(index: number): Made | undefined;
  /** True when a further one may be on the platform. */
  mayBeTwice(index: number): boolean;
  keep(index: number, made: Made): void;
  unanswered(index: number): void;
  heartbeat(): MadeHeartbeat & Record<string, unknown>;
}

/** Goes on from what the attempts before have said in their heartbeats. */
export function createMaking<Made>(run: Pick<ActivityRun, 'previous' | 'mayHaveHappened'>): Making<Made> {
  const previous = (run.previous ?? {}) as Partial<MadeHeartbeat>; // as: written by an earlier attempt of this very step
  const made: Record<string, unknown> = { ...previous.made };
  const before = new Set(Object.keys(made).map(Number));
  const unanswered = new Set(previous.unanswered);
  return {
    of: (index) => made[index] as Made | undefined, // as: see above
    // An attempt that died may have made what it had no time to tell.
    mayBeTwice: (index) => unanswered.has(index) || (run.mayHaveHappened && !before.has(index)),
    keep(index, one) {
      made[index] = one;
    },
    unanswered: (index) => void unanswered.add(index),
    heartbeat: () => ({ made: { ...made }, unanswered: [...unanswered] }),
  };
}

/** Makes something of each file that has none yet. A file whose call was not answered is told. */
export async function makeOfEach<File extends { index: number }, Made extends object>(
  files: readonly File[],
  run: ActivityRun,
  make: (file: File) => Promise<Made>,
  atOnce?: number,
): Promise<(({ index: number; state: 'ok' } & Made & Repeated) | FailedFile | DeferredFile)[]> {
  const making = createMaking<Made>(run);
  const tell = () => run.report(() => ({ step: 'make', ...making.heartbeat() }));
  const outcomes = await forEachFile(
    files,
    run.signal,
    async (file) => {
      const { index } = file;
      const known = making.of(index);
      if (known !== undefined) return { index, state: 'ok' as const, ...known };
      try {
        const made = await make(file);
        making.keep(index, made);
        return { index, state: 'ok' as const, ...made };
      } catch (error) {
        if (!(error instanceof ModelrailError) || error.outcomeUnknown) making.unanswered(index);
        throw error;
      } finally {
        tell();
      }
    },
    atOnce,
  );
  return outcomes.map((outcome) =>
    outcome.state !== 'failed' && making.mayBeTwice(outcome.index)
      ? { ...outcome, mayBeTwice: true as const }
      : outcome,
  );
}
