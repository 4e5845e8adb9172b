import type { TransferCount, TransferHeartbeat } from '../../contracts/activities.ts';
import { isSourceFailure } from '../../contracts/waiting.ts';
import type { ModelrailError } from '../../lib/errors.ts';
import { type AcceptedChunks, createAcceptedChunks } from '../../lib/transfer/accepted-chunks.ts';
import type { ActivityRun } from '../run.ts';

/** Counts what a transfer step does, goes on from what its earlier attempts counted, and tells it by heartbeat. */
export interface TransferReport {
  /** How often each chunk of a file was accepted, this step's earlier attempts and the steps before it included. */
  acceptedOf(file: { index: number; losses?: number; accepted?: string }, chunks: number): AcceptedChunks;
  /** The platform has so many chunks, with so many bytes: those that it did not have at first were sent by this step. */
  present(index: number, chunks: number, bytes: number): void;
  sent(index: number, bytes: number): void;
  /** The transfer of a file pauses, or, with undefined, tries again: it is held up until something gets through. */
  waiting(index: number, state: { failure: ModelrailError; delayMs: number } | undefined): void;
  /** Another ingestion sends the content of a file, or, with undefined, does so no more. */
  behind(index: number, ingestion: string | undefined): void;
  /** Nothing more is done for a file in this attempt. */
  ended(index: number): void;
  /** Undefined for a file that the platform was not asked about. `withAccepted`: chunk by chunk as well. */
  countOf(index: number, withAccepted: boolean): TransferCount | undefined;
}

type Stalled = NonNullable<TransferHeartbeat['waiting']>;

/** A report for one attempt. */
export function createTransferReport(run: ActivityRun): TransferReport {
  const files: Record<string, TransferCount> = { ...countsOf(run.previous) };
  const earlier = { ...files };
  const accepted = new Map<number, AcceptedChunks>();
  const stalled = new Map<number, Stalled>();

  function withAccepted(index: number, count: TransferCount): TransferCount {
    const { accepted: before, ...figures } = count;
    const text = accepted.has(index) ? accepted.get(index)?.encode() : before;
    return text === undefined ? figures : { ...figures, accepted: text };
  }

  function filesToTell(): Record<string, TransferCount> {
    return Object.fromEntries(
      Object.entries(files).map(([index, count]) => [index, withAccepted(Number(index), count)]),
    );
  }

  function tell(): void {
    // The one that has been held up for the longest time.
    const waiting = [...stalled.values()].reduce<Stalled | undefined>(
      (longest, one) => (longest === undefined || one.since < longest.since ? one : longest),
      undefined,
    );
    run.report(
      () =>
        ({
          step: 'transfer',
          files: filesToTell(),
          ...(waiting === undefined ? {} : { waiting }),
        }) satisfies TransferHeartbeat,
    );
  }

  return {
    acceptedOf({ index, losses = 0, accepted: before }, chunks) {
      const counts = createAcceptedChunks(chunks, { before: [before, earlier[index]?.accepted], atLeast: losses });
      accepted.set(index, counts);
      return counts;
    },
    present(index, chunks, bytes) {
      const count = files[index] ?? { skipped: chunks, bytesSkipped: bytes, sent: 0, bytesSent: 0 };
      // More than was counted when an answer got lost, or an attempt died before it could tell its count.
      const sent = Math.max(count.sent, chunks - count.skipped);
      const bytesSent = Math.max(count.bytesSent, bytes - count.bytesSkipped);
      if (sent > count.sent) stalled.delete(index);
      files[index] = { ...count, sent, bytesSent };
      tell();
    },
    sent(index, bytes) {
      stalled.delete(index);
      const count = files[index];
      if (count === undefined) return;
      files[index] = { ...count, sent: count.sent + 1, bytesSent: count.bytesSent + bytes };
      tell();
    },
    waiting(index, state) {
      const before = stalled.get(index);
      if (state !== undefined) {
        stalled.set(index, {
          reason: state.failure.message,
          since: before?.since ?? new Date().toISOString(),
          isRateLimit: state.failure.type === 'RateLimited',
          ...(isSourceFailure(state.failure.type) ? { isSource: true } : {}),
          nextAttemptAt: new Date(Date.now() + state.delayMs).toISOString(),
        });
      } else if (before !== undefined) {
        const { nextAttemptAt: _at, ...trying } = before;
        stalled.set(index, trying);
      }
      tell();
    },
    behind(index, ingestion) {
      if (ingestion === undefined) stalled.delete(index);
      else {
        const reason = `ingestion ${ingestion} is sending the same content`;
        stalled.set(index, { reason, since: new Date().toISOString(), isRateLimit: false, isIngestion: true });
      }
      tell();
    },
    ended(index) {
      if (stalled.delete(index)) tell();
    },
    countOf(index, isDetailed) {
      const count = files[index];
      if (count === undefined) return undefined;
      const { accepted: _, ...figures } = count;
      return isDetailed ? withAccepted(index, count) : figures;
    },
  };
}

function countsOf(previous: Record<string, unknown> | undefined): Record<string, TransferCount> {
  if (previous?.['step'] !== 'transfer') return {};
  // Written by an earlier attempt of this very step.
  return (previous as unknown as TransferHeartbeat).files;
}
