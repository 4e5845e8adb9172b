import { setTimeout as delay } from 'node:timers/promises';
import { say, translated, wordsOf } from '../../lib/words/say.ts';
import { toModelrailError } from '../report-error.ts';

/** Something that runs until it is stopped, or dies. */
export interface RunningPart {
  pid: number;
  /** Resolves with how it ended, for any reason. */
  closed: Promise<string>;
  /** Called with what is known of an unexpected end. */
  lastWords?(): void;
  stop(): Promise<void>;
  kill(): void;
}

/** A part that is started again whenever it dies. */
export interface SupervisedPart {
  name: string;
  /** Undefined while it is down, and for what is not ours. */
  pid(): number | undefined;
  stop(): Promise<void>;
  kill(): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A part that held for so long has recovered: its next death starts the pauses anew. */
const STEADY_MS = 60_000;

/** Starts a part and keeps it running. A first start that fails is the caller's error; later ones are told and tried again. */
export async function supervise<Part extends RunningPart>(
  name: string,
  start: () => Promise<Part>,
  tell: (text: string) => void,
): Promise<SupervisedPart & { first: Part }> {
  const stopping = new AbortController();
  const first = await start();
  let current: RunningPart | undefined = first;
  let pauseMs = FIRST_PAUSE_MS;
  const ended = keep();

  async function keep(): Promise<void> {
    for (let part: RunningPart | undefined = first; part !== undefined; part = await startAgain()) {
      current = part;
      const startedAt = Date.now();
      const how = await part.closed;
      current = undefined;
      if (stopping.signal.aborted) return;
      if (Date.now() - startedAt > STEADY_MS) pauseMs = FIRST_PAUSE_MS;
      tell(
        say('{name} ended ({how}); it is started again in {seconds} s', {
          name: translated(name),
          how,
          seconds: pauseMs / 1000,
        }),
      );
      part.lastWords?.();
    }
  }

  async function startAgain(): Promise<Part | undefined> {
    while (await pause()) {
      try {
        const part = await start();
        if (!stopping.signal.aborted) return part;
        await part.stop();
      } catch (error) {
        tell(
          say('{name} could not be started: {error}', {
            name: translated(name),
            error: wordsOf(toModelrailError(error)),
          }),
        );
      }
    }
    return undefined;
  }

  async function pause(): Promise<boolean> {
    await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    return !stopping.signal.aborted;
  }

  return {
    name,
    first,
    pid: () => current?.pid,
    async stop() {
      stopping.abort();
      await current?.stop();
      await ended;
    },
    kill() {
      stopping.abort();
      current?.kill();
    },
  };
}
