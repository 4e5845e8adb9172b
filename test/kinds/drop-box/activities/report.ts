import type { TransferCount, TransferHeartbeat } from '../../contracts/activities.ts';
import type { ActivityRun } from '../run.ts';
import { sentBefore } from '../sent-before.ts';
import { createStandstills, SAME_NAME, type Standstills } from '../standstills.ts';

/** Counts what a step puts into boxes, goes on from what its earlier attempts counted, and tells it by heartbeat. */
export interface PutReport extends Pick<Standstills, 'behind'> {
  /** The box was asked about a file, and what was sent of it before is of no use. */
  asked(index: number): void;
  /** The box has a whole file of these bytes. */
  found(index: number, bytes: number): void;
  /** So many bytes more have left. */
  sent(index: number, bytes: number): void;
  /** All of a file was taken. */
  accepted(index: number): void;
  countOf(index: number): TransferCount;
}

const NOTHING: TransferCount = { skipped: 0, bytesSkipped: 0, sent: 0, bytesSent: 0 };

/** A report for one attempt. */
export function createPutReport(run: ActivityRun): PutReport {
  const files: Record<string, TransferCount> = { ...sentBefore(run.previous)?.files };
  const { standstills, heartbeat } = createStandstills(tell, SAME_NAME);

  function change(index: number, by: Partial<TransferCount>): void {
    files[index] = { ...(files[index] ?? NOTHING), ...by };
    tell();
  }

  function tell(): void {
    run.report(() => ({ step: 'transfer', files: { ...files }, ...heartbeat() }) satisfies TransferHeartbeat);
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
    behind: standstills.behind,
    countOf,
  };
}
