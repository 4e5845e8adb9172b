import type { TransferCount, TransferHeartbeat } from '../../contracts/activities.ts';
import type { SentBefore } from '../../contracts/fractal3d/activities.ts';
import { createMaking, type Making } from '../making.ts';
import type { ActivityRun } from '../run.ts';
import { sentBefore } from '../sent-before.ts';

/** Counts what a step sends, goes on from what its earlier attempts counted, and tells it by heartbeat. */
export interface SendReport {
  /** Nothing of it was sent before that would count. */
  begun(index: number): void;
  /** So many bytes more have left. */
  sent(index: number, bytes: number): void;
  /** The platform took all of it. */
  accepted(index: number, sent: SentBefore): void;
  /** Whether it arrived is not known. */
  unanswered(index: number): void;
  countOf(index: number): TransferCount;
  made: Pick<Making<SentBefore>, 'of' | 'mayBeTwice'>;
}

const NOTHING: TransferCount = { skipped: 0, bytesSkipped: 0, sent: 0, bytesSent: 0 };

/** A report for one attempt. */
export function createSendReport(run: ActivityRun): SendReport {
  const files: Record<string, TransferCount> = { ...sentBefore(run.previous)?.files };
  const making = createMaking<SentBefore>(run);

  function change(index: number, by: Partial<TransferCount>): void {
    files[index] = { ...(files[index] ?? NOTHING), ...by };
    tell();
  }

  function tell(): void {
    run.report(() => ({ step: 'transfer', files: { ...files }, ...making.heartbeat() }) satisfies TransferHeartbeat);
  }

  const countOf = (index: number): TransferCount => files[index] ?? NOTHING;
  return {
    begun: (index) => change(index, {}),
    sent: (index, bytes) => change(index, { bytesSent: countOf(index).bytesSent + bytes }),
    accepted(index, sent) {
      making.keep(index, sent);
      change(index, { sent: countOf(index).sent + 1 });
    },
    unanswered(index) {
      making.unanswered(index);
      tell();
    },
    countOf,
    made: making,
  };
}
