import { ModelrailError } from '../errors.ts';
import type { AcceptedChunks } from './accepted-chunks.ts';
import { backoffMs, wait } from './backoff.ts';
import { createLossWatch, type Loss } from './losses.ts';
import { type ChunkPass, sendChunks } from './send-chunks.ts';

/** What a platform says of a file: the zero-based positions of the chunks it lacks, and its own answer. */
export interface PlatformStatus<T> {
  missing: readonly number[];
  answer: T;
}

/** A transfer of one file to a platform that can be asked what it has. */
export interface FileTransfer<T> extends Omit<ChunkPass, 'missing'> {
  /** What the platform accepted before; counted on here. */
  accepted: AcceptedChunks;
  /** Asks the platform what it lacks: the only truth about what arrived. */
  ask(): Promise<PlatformStatus<T>>;
  /** Told every answer, the first before anything is sent. */
  onAnswer(status: PlatformStatus<T>): void;
  /** Told while the transfer waits before its next pass; undefined when it goes on. */
  onWaiting(waiting: { failure: ModelrailError; delayMs: number } | undefined): void;
}

/** Passes without any gain before the step fails and its retry policy takes over, and the reason is shown. */
const MAX_FRUITLESS_PASSES = 3;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;

/**
 * Asks, sends what is missing, and asks again, until nothing is missing; answers what the platform said last.
 *
 * Throws the last refusal when passes bring nothing any more, and at once what no further try changes. A chunk that the
 * platform accepts and does not keep is sent `MAX_SENDS` times at most, over all attempts: then `UnexpectedResponse`, for good.
 */
export async function transferFile<T>(transfer: FileTransfer<T>): Promise<T> {
  const watch = createLossWatch(transfer.accepted, Math.ceil(transfer.size / transfer.chunkSizeBytes));
  let status = await ask(transfer);
  let loss = watch.judge(status.missing);
  for (let fruitless = 0; status.missing.length > 0; ) {
    if (loss !== undefined) {
      status = await askLater(transfer, loss);
      const end = watch.conclude(status.missing);
      if (end !== undefined) throw end;
      loss = undefined;
      continue;
    }
    const before = status.missing.length;
    const { lastFailure, refusal } = await sendOnce(transfer, status.missing);
    status = await ask(transfer);
    // The status is the truth, also about a refusal: another ingestion may have sent the same file meanwhile.
    if (refusal !== undefined && status.missing.length > 0) throw refusal;
    loss = watch.judge(status.missing);
    // A platform that asks for a pause is given it first.
    if (loss !== undefined && lastFailure?.retryAfterMs === undefined) continue;
    if (status.missing.length < before) {
      fruitless = 0;
      const delayMs = lastFailure?.retryAfterMs ?? (lastFailure?.type === 'RateLimited' ? FIRST_DELAY_MS : undefined);
      if (lastFailure !== undefined && delayMs !== undefined) await pause(transfer, lastFailure, delayMs);
      continue;
    }
    fruitless += 1;
    const failure = lastFailure ?? watch.failure(status.missing);
    if (fruitless >= MAX_FRUITLESS_PASSES) throw failure;
    await pause(transfer, failure, failure.retryAfterMs ?? backoffMs(fruitless, FIRST_DELAY_MS, MAX_DELAY_MS));
  }
  return status.answer;
}

async function sendOnce<T>(
  transfer: FileTransfer<T>,
  missing: readonly number[],
): Promise<{ lastFailure?: ModelrailError; refusal?: ModelrailError }> {
  try {
    return await sendChunks({
      ...transfer,
      missing,
      onSent(chunk) {
        transfer.accepted.add(chunk.position);
        transfer.onSent(chunk);
      },
    });
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'PlatformRefused') return { refusal: error };
    throw error;
  }
}

async function ask<T>(transfer: FileTransfer<T>): Promise<PlatformStatus<T>> {
  const status = await transfer.ask();
  transfer.onAnswer(status);
  return status;
}

/** Asks again after a pause, without sending: a platform may show late what it took. */
async function askLater<T>(transfer: FileTransfer<T>, { pauseMs, reason }: Loss): Promise<PlatformStatus<T>> {
  transfer.onWaiting({ failure: reason, delayMs: pauseMs });
  await wait(pauseMs, transfer.signal);
  transfer.onWaiting(undefined);
  return ask(transfer);
}

async function pause<T>(transfer: FileTransfer<T>, failure: ModelrailError, delayMs: number): Promise<void> {
  // A long wait belongs to the step: there it is shown, and can be cut short.
  if (delayMs > MAX_DELAY_MS) throw failure;
  transfer.onWaiting({ failure, delayMs });
  await wait(delayMs, transfer.signal);
  transfer.onWaiting(undefined);
}
