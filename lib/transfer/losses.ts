import { type Phrase, phraseOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import type { AcceptedChunks } from './accepted-chunks.ts';

/** How often a platform may accept a chunk and list it as missing all the same. It is not sent once more. */
export const MAX_SENDS = 4;

/**
 * How long a transfer waits before it asks again, when a pass was accepted and brought nothing. What stands behind a cache, or
 * is written late, shows meanwhile; together they stay below a minute.
 */
const PAUSES_MS = [1_000, 5_000, 15_000, 20_000];

/** A pass that was accepted has brought nothing. */
export interface Loss {
  /** Until the platform is asked again. */
  pauseMs: number;
  reason: ModelrailError;
}

/** Compares what a platform lists as missing with what it has accepted. One for each attempt at a file. */
export interface LossWatch {
  /**
   * Judges the answer after a pass, or the first one: a loss when chunks are missing that the platform had or accepted, and
   * it has not more than ever before. Also when one of them was accepted {@link MAX_SENDS} times.
   */
  judge(missing: readonly number[]): Loss | undefined;
  /** Judges the answer after the pause: the end of the transfer, or undefined where a further pass is worth it. */
  conclude(missing: readonly number[]): ModelrailError | undefined;
  /** That the platform does not keep what it accepts, as the end of a transfer. */
  failure(missing: readonly number[]): ModelrailError;
}

/** Makes the watch; `accepted` counts what the platform accepts, earlier attempts included. */
export function createLossWatch(accepted: AcceptedChunks, chunks: number): LossWatch {
  const wasMissing = new Uint8Array(chunks).fill(1);
  const acceptedBefore = new Uint8Array(chunks);
  let fewest = Number.POSITIVE_INFINITY;
  let losses = 0;

  function isLost(position: number): boolean {
    return wasMissing[position] === 0 || accepted.of(position) > (acceptedBefore[position] ?? 0);
  }

  function note(missing: readonly number[]): void {
    wasMissing.fill(0);
    for (const position of missing) {
      wasMissing[position] = 1;
      acceptedBefore[position] = accepted.of(position);
    }
    fewest = Math.min(fewest, missing.length);
  }

  /** The missing chunk that was accepted most often. */
  function worstOf(missing: readonly number[]): { position: number; times: number } {
    let worst = { position: missing[0] ?? 0, times: 0 };
    for (const position of missing) {
      const times = accepted.of(position);
      if (times > worst.times) worst = { position, times };
    }
    return worst;
  }

  function lossOf(missing: readonly number[]): { lost: Phrase; others: number } {
    const { position, times } = worstOf(missing);
    return { lost: lossOfChunk(`${position + 1}`, times), others: missing.length - 1 };
  }

  function reasonOf(missing: readonly number[]): Sentence {
    const { lost, others } = lossOf(missing);
    return others === 0 ? lost : sentenceOf('{lost}, and {others} more', { lost, others });
  }

  function failure(missing: readonly number[]): ModelrailError {
    const { lost, others } = lossOf(missing);
    const words =
      others === 0
        ? sentenceOf(
            '{lost}: a full disk, a cache before its status call, or servers that do not share their chunks can do that',
            { lost },
          )
        : sentenceOf(
            '{lost}, and {others} more: a full disk, a cache before its status call, or servers that do not share their chunks can do that',
            { lost, others },
          );
    return new ModelrailError('UnexpectedResponse', words, { isConclusive: true });
  }

  return {
    judge(missing) {
      const isGain = Number.isFinite(fewest) && missing.length < fewest;
      const hasLost = missing.some(isLost);
      note(missing);
      const { times } = worstOf(missing);
      if (times < MAX_SENDS && (isGain || !hasLost)) return undefined;
      losses = Math.min(PAUSES_MS.length, Math.max(losses + 1, times));
      return {
        pauseMs: PAUSES_MS[losses - 1] ?? 0,
        reason: new ModelrailError('UnexpectedResponse', reasonOf(missing), { isRetryable: true }),
      };
    },
    conclude(missing) {
      note(missing);
      const isOver = losses === PAUSES_MS.length || worstOf(missing).times >= MAX_SENDS;
      return isOver && missing.length > 0 ? failure(missing) : undefined;
    },
    failure,
  };
}

function lossOfChunk(chunk: string, times: number): Phrase {
  switch (times) {
    case 0:
      return phraseOf('the platform had chunk {chunk} and lists it as missing', { chunk });
    case 1:
      return phraseOf('the platform accepted chunk {chunk} once and still lists it as missing', { chunk });
    case 2:
      return phraseOf('the platform accepted chunk {chunk} twice and still lists it as missing', { chunk });
    case 3:
      return phraseOf('the platform accepted chunk {chunk} three times and still lists it as missing', { chunk });
    case 4:
      return phraseOf('the platform accepted chunk {chunk} four times and still lists it as missing', { chunk });
    default:
      return phraseOf('the platform accepted chunk {chunk} {times} times and still lists it as missing', {
        chunk,
        times: `${times}`,
      });
  }
}
