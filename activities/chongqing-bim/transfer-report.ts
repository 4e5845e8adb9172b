import type { TransferCount, TransferHeartbeat } from '../../contracts/activities.ts';
import type { ModelrailError } from '../../lib/errors.ts';
import type { ActivityRun } from '../run.ts';

/** Counts what a transfer step does, goes on from what its earlier attempts counted, and tells it by heartbeat. */
export interface TransferReport {
  /** The platform had `present` chunks when it was asked at the start of this attempt. */
  begin(index: number, present: number): void;
  sent(index: number, bytes: number): void;
  waiting(state: { failure: ModelrailError; delayMs: number } | undefined): void;
  countOf(index: number): TransferCount;
}

/** A report for one attempt. */
export function createTransferReport(run: ActivityRun): TransferReport {
  const files: Record<string, TransferCount> = { ...countsOf(run.previous) };
  let waiting: TransferHeartbeat['waiting'];

  const tell = () =>
    run.report({
      step: 'transfer',
      files,
      ...(waiting === undefined ? {} : { waiting }),
    } satisfies TransferHeartbeat);

  return {
    begin(index, present) {
      files[index] ??= { skipped: present, sent: 0, bytesSent: 0 };
      tell();
    },
    sent(index, bytes) {
      const count = files[index];
      if (count === undefined) return;
      files[index] = { ...count, sent: count.sent + 1, bytesSent: count.bytesSent + bytes };
      tell();
    },
    waiting(state) {
      waiting =
        state === undefined
          ? undefined
          : {
              reason: state.failure.message,
              since: waiting?.since ?? new Date().toISOString(),
              isRateLimit: state.failure.type === 'RateLimited',
              nextAttemptAt: new Date(Date.now() + state.delayMs).toISOString(),
            };
      tell();
    },
    countOf: (index) => files[index] ?? { skipped: 0, sent: 0, bytesSent: 0 },
  };
}

function countsOf(previous: Record<string, unknown> | undefined): Record<string, TransferCount> {
  if (previous?.['step'] !== 'transfer') return {};
  // Written by an earlier attempt of this very step.
  return (previous as unknown as TransferHeartbeat).files;
}
