import { setTimeout as sleep } from 'node:timers/promises';
import type { IngestProgress } from '../../contracts/progress.ts';
import { englishOf, sentenceOf, toldWith } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { WatchOptions } from '../modelrail.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { readSnapshot, type Snapshot } from './get.ts';
import { neverLower } from './never-lower.ts';

const DEFAULT_INTERVAL_MS = 500;
const DEFAULT_OUTAGE_MS = 60_000;

/** See `Modelrail.watch`. */
export async function* watchIngestion(
  temporal: Temporal,
  id: string,
  { intervalMs = DEFAULT_INTERVAL_MS, outageMs = DEFAULT_OUTAGE_MS, signal }: WatchOptions = {},
): AsyncGenerator<IngestProgress> {
  let last: Snapshot | undefined;
  let given: IngestProgress | undefined;
  let givenText = '';
  let outageSince: number | undefined;
  while (!signal?.aborted) {
    const lookedAt = Date.now();
    const snapshot = await readAgain(temporal, id, last);
    const tookMs = Date.now() - lookedAt;
    if (signal?.aborted) return;
    if (snapshot instanceof ModelrailError) {
      outageSince ??= lookedAt;
      if (last === undefined || Date.now() - outageSince > outageMs) throw snapshot;
    } else {
      outageSince = undefined;
      last = snapshot;
    }
    const state = outageSince === undefined ? last?.progress : duringOutage(last?.progress, outageSince);
    const shown = state && neverLower(state, given);
    const text = JSON.stringify(shown);
    if (shown !== undefined && text !== givenText) {
      given = shown;
      givenText = text;
      yield shown;
    }
    if (last?.progress.closedAt !== undefined) return;
    // Looking at thousands of files takes its time: half of it at most is spent on that.
    await pause(Math.max(intervalMs, tookMs), signal);
  }
}

/** An outage of Temporal is answered with its error; every other error is thrown. */
async function readAgain(
  temporal: Temporal,
  id: string,
  last: Snapshot | undefined,
): Promise<Snapshot | ModelrailError> {
  try {
    return await readSnapshot(temporal, id, last);
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'TemporalUnavailable') return error;
    throw error;
  }
}

function duringOutage(last: IngestProgress | undefined, since: number): IngestProgress | undefined {
  if (last === undefined) return undefined;
  const time = new Date(since).toISOString();
  const note = sentenceOf('Temporal has not answered since {time}; this was the last state', { time });
  return { ...last, note: englishOf(note), ...toldWith([...(last.told ?? []), note]) };
}

/** Ends early, without an error, when the signal says so. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal && { signal });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}
