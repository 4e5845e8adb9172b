import type { TransferCount, TransferHeartbeat } from '../../contracts/activities.ts';
import type { WholeUpload } from '../../contracts/longyan-disk/activities.ts';
import { createMaking, type Making } from '../making.ts';
import type { ActivityRun } from '../run.ts';
import { sentBefore } from '../sent-before.ts';
import { createStandstills, type Standstills } from '../standstills.ts';
import { createUnderWay } from '../under-way.ts';

/** Counts what a step sends, goes on from what its earlier attempts counted, and tells it by heartbeat. */
export interface SendReport extends Standstills {
  /** A file that goes whole is sent from its beginning. */
  begun(index: number): void;
  /** So many of its bytes have left in all; those of an attempt that broke off before count no more than this. */
  left(index: number, bytes: number): void;
  /** All of it was taken. */
  taken(index: number, upload: WholeUpload, size: number): void;
  /** All of it has left, and whether it was taken is not known. */
  unanswered(index: number): void;
  /** What was sent whole: no call finds it again. */
  made: Pick<Making<WholeUpload>, 'of' | 'mayBeTwice'>;
  /** The platform has a file up to this position: what it did not have at first was sent by this step. */
  present(index: number, position: number, partSizeBytes: number): void;
  /** So many bytes of a part have left; undefined when its request has failed. */
  partLeft(index: number, position: number, bytes: number | undefined): void;
  /** It took the part at a position. */
  sent(index: number, position: number, bytes: number): void;
  countOf(index: number): TransferCount | undefined;
}

const NOTHING: TransferCount = { skipped: 0, bytesSkipped: 0, sent: 0, bytesSent: 0 };

/** A report for one attempt. */
export function createSendReport(run: ActivityRun): SendReport {
  const files: Record<string, TransferCount> = { ...sentBefore(run.previous)?.files };
  const making = createMaking<WholeUpload>(run);
  const { standstills, passed, heartbeat } = createStandstills(tell);
  const underWay = createUnderWay(tell);

  function tell(): void {
    run.report(
      () =>
        ({
          step: 'transfer',
          files: { ...files },
          ...making.heartbeat(),
          ...underWay.heartbeat(),
          ...heartbeat(),
        }) satisfies TransferHeartbeat,
    );
  }

  function change(index: number, by: (count: TransferCount) => Partial<TransferCount>): void {
    const count = files[index] ?? NOTHING;
    files[index] = { ...count, ...by(count) };
    tell();
  }

  return {
    ...standstills,
    begun: (index) => change(index, () => ({})),
    left(index, bytes) {
      passed(index);
      change(index, ({ bytesSent }) => ({ bytesSent: Math.max(bytesSent, bytes) }));
    },
    taken(index, upload, size) {
      making.keep(index, upload);
      change(index, ({ sent }) => ({ sent: sent + 1, bytesSent: size }));
    },
    unanswered(index) {
      making.unanswered(index);
      tell();
    },
    made: making,
    present(index, position, partSizeBytes) {
      const parts = (bytes: number) => Math.floor(bytes / partSizeBytes);
      const first = { ...NOTHING, skipped: parts(position), bytesSkipped: position };
      const count = files[index] ?? first;
      // More than was counted when an answer got lost, or an attempt died before it could tell its count.
      const bytesSent = Math.max(count.bytesSent, position - count.bytesSkipped);
      if (bytesSent > count.bytesSent) passed(index);
      files[index] = { ...count, bytesSent, sent: Math.max(count.sent, Math.ceil(bytesSent / partSizeBytes)) };
      tell();
    },
    partLeft(index, position, bytes) {
      if (bytes === undefined) underWay.over(index, position);
      else underWay.left(index, position, bytes);
    },
    sent(index, position, bytes) {
      passed(index);
      underWay.over(index, position);
      change(index, ({ sent, bytesSent }) => ({ sent: sent + 1, bytesSent: bytesSent + bytes }));
    },
    countOf: (index) => files[index],
  };
}
