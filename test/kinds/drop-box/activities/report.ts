import type { TransferCount, TransferHeartbeat } from '../../contracts/activities.ts';
import type { ActivityRun } from '../run.ts';

/** Counts what a step puts into boxes, goes on from what its earlier attempts counted, and tells it by heartbeat. */
export interface PutReport {
  /** The box was asked about a file, and what was sent of it before is of no use. */
  asked(index: number): void;
  /** The box has a whole file of these bytes. */
  found(index: number, bytes: number): void;
  /** So many bytes more have left. */
  sent(index: number, bytes: number): void;
  /** All of a file was taken. */
  accepted(index: number): void;
  /** Another ingestion sends the file of this name, or, with undefined, does so no more. */
  behind(index: number, ingestion: string | undefined): void;
  countOf(index: number): TransferCount;
}

const NOTHING: TransferCount = { skipped: 0, bytesSkipped: 0, sent: 0, bytesSent: 0 };

/** A report for one attempt. */
export function createPutReport(run: ActivityRun): PutReport {
  const files: Record<string, TransferCount> = { ...countsOf(run.previous) };
  const heldUp = new Map<number, NonNullable<TransferHeartbeat['waiting']>>();

  function change(index: number, by: Partial<TransferCount>): void {
    files[index] = { ...(files[index] ?? NOTHING), ...by };
    tell();
  }

  function tell(): void {
    run.report(() => {
      const [waiting] = [...heldUp.values()].sort((a, b) => a.since.localeCompare(b.since));
      return {
        step: 'transfer',
        files: { ...files },
        ...(waiting === undefined ? {} : { waiting }),
      } satisfies TransferHeartbeat;
    });
  }

  const countOf = (index: number): TransferCount => files[index] ?? NOTHING;
  return {
    asked: (index) => change(index, {}),
    found(index, bytes) {
      // What an earlier attempt sent without an answer was sent by us.
      if (countOf(index).bytesSent > 0) change(index, { sent: 1 });
      else change(index, { skipped: 1, bytesSkipped: bytes });
    },
    sent: (index, bytes) => change(index, { bytesSent: countOf(index).bytesSent + bytes }),
    accepted: (index) => change(index, { sent: countOf(index).sent + 1 }),
    behind(index, ingestion) {
      if (ingestion === undefined) heldUp.delete(index);
      else {
        const reason = `ingestion ${ingestion} is sending a file of the same name`;
        heldUp.set(index, { reason, since: new Date().toISOString(), isRateLimit: false, isIngestion: true });
      }
      tell();
    },
    countOf,
  };
}

function countsOf(previous: Record<string, unknown> | undefined): Record<string, TransferCount> {
  if (previous?.['step'] !== 'transfer') return {};
  return (previous as unknown as TransferHeartbeat).files; // as: written by an earlier attempt of this very step
}
