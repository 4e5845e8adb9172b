import type { TransferCount, TransferHeartbeat } from '../../contracts/activities.ts';
import { type AcceptedChunks, createAcceptedChunks } from '../../lib/transfer/accepted-chunks.ts';
import type { ActivityRun } from '../run.ts';
import { sentBefore } from '../sent-before.ts';
import { createStandstills, type Standstills } from '../standstills.ts';
import { createUnderWay } from '../under-way.ts';

/** Counts what a transfer step does, goes on from what its earlier attempts counted, and tells it by heartbeat. */
export interface TransferReport extends Standstills {
  /** How often each chunk of a file was accepted, this step's earlier attempts and the steps before it included. */
  acceptedOf(file: { index: number; losses?: number; accepted?: string }, chunks: number): AcceptedChunks;
  /** The platform has so many chunks, with so many bytes: those that it did not have at first were sent by this step. */
  present(index: number, chunks: number, bytes: number): void;
  /** So many bytes of a chunk have left; undefined when its request has failed. */
  left(index: number, position: number, bytes: number | undefined): void;
  /** The chunk at a position was accepted. */
  sent(index: number, position: number, bytes: number): void;
  /** Undefined for a file that the platform was not asked about. `withAccepted`: chunk by chunk as well. */
  countOf(index: number, withAccepted: boolean): TransferCount | undefined;
}

/** A report for one attempt. */
export function createTransferReport(run: ActivityRun): TransferReport {
  const files: Record<string, TransferCount> = { ...sentBefore(run.previous)?.files };
  const earlier = { ...files };
  const accepted = new Map<number, AcceptedChunks>();
  const { standstills, passed, heartbeat } = createStandstills(tell);
  const underWay = createUnderWay(tell);

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
    run.report(
      () =>
        ({
          step: 'transfer',
          files: filesToTell(),
          ...underWay.heartbeat(),
          ...heartbeat(),
        }) satisfies TransferHeartbeat,
    );
  }

  return {
    ...standstills,
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
      if (sent > count.sent) passed(index);
      files[index] = { ...count, sent, bytesSent };
      tell();
    },
    left(index, position, bytes) {
      if (bytes === undefined) underWay.over(index, position);
      else underWay.left(index, position, bytes);
    },
    sent(index, position, bytes) {
      passed(index);
      underWay.over(index, position);
      const count = files[index];
      if (count === undefined) return;
      files[index] = { ...count, sent: count.sent + 1, bytesSent: count.bytesSent + bytes };
      tell();
    },
    countOf(index, isDetailed) {
      const count = files[index];
      if (count === undefined) return undefined;
      const { accepted: _, ...figures } = count;
      return isDetailed ? withAccepted(index, count) : figures;
    },
  };
}
