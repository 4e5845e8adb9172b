import type { DeferredFile, FailedFile, Repeated } from '../contracts/activities.ts';
import { ModelrailError } from '../lib/errors.ts';
import { forEachFile } from './groups.ts';
import type { ActivityRun } from './run.ts';

/** What a step has made, by file index, as its heartbeats have it. */
interface MadeHeartbeat {
  made: Record<string, unknown>;
  /** What is there of files of which not all is made. */
  parts: Record<string, unknown>;
  /** Files whose call was not answered, by index. */
  unanswered: number[];
}

/** What is made of files of one step, each once as far as that can be known: no call of such a platform finds what was made. */
export interface Making<Made> {
  /** What an attempt before has made of a file. */
  of(index: number): Made | undefined;
  /** What an attempt before has made of a file of which not all is there. */
  partOf(index: number): Partial<Made> | undefined;
  /** True when a further one may be on the platform. */
  mayBeTwice(index: number): boolean;
  keep(index: number, made: Made): void;
  keepPart(index: number, part: Partial<Made>): void;
  unanswered(index: number): void;
  heartbeat(): MadeHeartbeat & Record<string, unknown>;
}

/** Goes on from what the attempts before have said in their heartbeats. */
export function createMaking<Made>(run: Pick<ActivityRun, 'previous' | 'hasDied'>): Making<Made> {
  const previous = (run.previous ?? {}) as Partial<MadeHeartbeat>; // as: written by an earlier attempt of this very step
  const made: Record<string, unknown> = { ...previous.made };
  const parts: Record<string, unknown> = { ...previous.parts };
  const unanswered = new Set(previous.unanswered);
  /** An attempt that died may have made what it had no time to tell. */
  const toldInTime = new Set(Object.keys(made).map(Number));

  const mayBeTwice = (index: number) => unanswered.has(index) || (run.hasDied && !toldInTime.has(index));

  return {
    of: (index) => made[index] as Made | undefined, // as: see above
    partOf: (index) => parts[index] as Partial<Made> | undefined, // as: see above
    mayBeTwice,
    keep(index, one) {
      // Known from now on, and told of it is what was not known before.
      if (mayBeTwice(index)) unanswered.add(index);
      made[index] = one;
    },
    keepPart(index, part) {
      parts[index] = part;
    },
    unanswered: (index) => void unanswered.add(index),
    heartbeat: () => ({
      made: { ...made },
      parts: { ...parts },
      unanswered: [...unanswered],
    }),
  };
}

/** What one file is made with. */
export interface MakingOfFile<Made> {
  /** What is there already. */
  part: Partial<Made> | undefined;
  /** Says what is there from now on. */
  keepPart(part: Partial<Made>): void;
  /** To be told of each call that makes something: what ends from outside while one is under way may have had its effect. */
  onUnderWay(isUnderWay: boolean): void;
}

/** What a step answers of each file: what is there of one that failed is told as well. */
export type MadeOutcome<Made> =
  | ({ index: number; state: 'ok' } & Made & Repeated)
  | ((FailedFile | DeferredFile) & Partial<Made>);

/** Makes something of each file that has none yet. A file whose call was not answered is told. */
export async function makeOfEach<File extends { index: number }, Made extends object>(
  files: readonly File[],
  run: ActivityRun,
  make: (file: File, making: MakingOfFile<Made>) => Promise<Made>,
  atOnce?: number,
): Promise<MadeOutcome<Made>[]> {
  const making = createMaking<Made>(run);
  const tell = () => run.report(() => ({ step: 'make', ...making.heartbeat() }));
  const outcomes = await forEachFile(files, run.signal, makeOne, atOnce);

  async function makeOne(file: File) {
    const { index } = file;
    const known = making.of(index);
    if (known !== undefined) return { index, state: 'ok' as const, ...known };
    let isCalling = false;
    try {
      const made = await make(file, {
        part: making.partOf(index),
        keepPart(part) {
          making.keepPart(index, part);
          tell();
        },
        onUnderWay(isUnderWay) {
          isCalling = isUnderWay;
        },
      });
      making.keep(index, made);
      return { index, state: 'ok' as const, ...made };
    } catch (error) {
      const isLost = error instanceof ModelrailError ? error.outcomeUnknown : isCalling;
      if (isLost) making.unanswered(index);
      throw error;
    } finally {
      tell();
    }
  }

  return outcomes.map((outcome) => ({
    ...(outcome.state === 'ok' ? {} : making.partOf(outcome.index)),
    ...outcome,
    ...(making.mayBeTwice(outcome.index) ? { mayBeTwice: true as const } : {}),
  }));
}
