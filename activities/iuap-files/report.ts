import type { TransferCount, TransferHeartbeat } from '../../contracts/activities.ts';
import type { ActivityRun } from '../run.ts';
import { sentBefore } from '../sent-before.ts';
import { createStandstills, SAME_NAME, type Standstills } from '../standstills.ts';

/** Counts what a step attaches, goes on from what its earlier attempts counted, and tells it by heartbeat. */
export interface AttachReport extends Pick<Standstills, 'behind'> {
  /** The service was asked about a file, and what was sent of it before is of no use. */
  asked(index: number): void;
  /** The service has a whole file of these bytes, which an earlier step, or an earlier attempt, has sent. */
  found(index: number, bytes: number): void;
  /** So many of its bytes have left in all; those of an attempt that broke off before count no more than this. */
  left(index: number, bytes: number): void;
  /** All of it was taken. */
  taken(index: number, bytes: number): void;
  /** A request may have attached a file without an answer. */
  doubt(index: number): void;
  /** True after {@link AttachReport.doubt}, also of an attempt before. */
  isDoubtful(index: number): boolean;
  countOf(index: number): TransferCount;
}

/** Beside what every step that sends tells, the files that may be attached. No numbers: those are taken for progress. */
type AttachHeartbeat = TransferHeartbeat & { doubtful?: Record<string, true> };

const NOTHING: TransferCount = { skipped: 0, bytesSkipped: 0, sent: 0, bytesSent: 0 };

/** A report for one attempt. */
export function createAttachReport(run: Pick<ActivityRun, 'previous' | 'report' | 'mayHaveHappened'>): AttachReport {
  const before: AttachHeartbeat | undefined = sentBefore(run.previous);
  const files: Record<string, TransferCount> = { ...before?.files };
  const doubtful: Record<string, true> = { ...before?.doubtful };
  const { standstills, passed, heartbeat } = createStandstills(tell, SAME_NAME);

  function change(index: number, by: (count: TransferCount) => Partial<TransferCount>): void {
    const count = files[index] ?? NOTHING;
    files[index] = { ...count, ...by(count) };
    tell();
  }

  function tell(): void {
    run.report(
      () =>
        ({
          step: 'transfer',
          files: { ...files },
          ...(Object.keys(doubtful).length === 0 ? {} : { doubtful: { ...doubtful } }),
          ...heartbeat(),
        }) satisfies AttachHeartbeat,
    );
  }

  return {
    behind: standstills.behind,
    asked: (index) => change(index, () => ({})),
    found: (index, bytes) => change(index, () => ({ sent: 1, bytesSent: bytes })),
    left(index, bytes) {
      passed(index);
      change(index, ({ bytesSent }) => ({ bytesSent: Math.max(bytesSent, bytes) }));
    },
    taken: (index, bytes) => change(index, () => ({ sent: 1, bytesSent: bytes })),
    doubt(index) {
      doubtful[index] = true;
      tell();
    },
    isDoubtful: (index) => run.mayHaveHappened || doubtful[index] === true,
    countOf: (index) => files[index] ?? NOTHING,
  };
}
