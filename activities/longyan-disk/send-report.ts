import type { TransferCount, TransferHeartbeat } from '../../contracts/activities.ts';
import type { WholeUpload } from '../../contracts/longyan-disk/activities.ts';
import { isSourceFailure } from '../../contracts/waiting.ts';
import type { ModelrailError } from '../../lib/errors.ts';
import type { ActivityRun } from '../run.ts';

/** Counts what a step sends, goes on from what its earlier attempts counted, and tells it by heartbeat. */
export interface SendReport {
  /** What an earlier attempt has sent whole, and could tell. */
  uploadOf(index: number): WholeUpload | undefined;
  /** A file that goes whole is sent from its beginning. */
  begun(index: number): void;
  /** So many of its bytes have left in all; those of an attempt that broke off before count no more than this. */
  left(index: number, bytes: number): void;
  /** All of it was taken. */
  taken(index: number, upload: WholeUpload, size: number): void;
  /** The platform has a file up to this position: what it did not have at first was sent by this step. */
  present(index: number, position: number, partSizeBytes: number): void;
  /** It took a part. */
  sent(index: number, bytes: number): void;
  /** The transfer of a file pauses, or, with undefined, tries again: it is held up until something gets through. */
  waiting(index: number, state: { failure: ModelrailError; delayMs: number } | undefined): void;
  /** Another ingestion sends the content of a file, or, with undefined, does so no more. */
  behind(index: number, ingestion: string | undefined): void;
  /** Nothing more is done for a file in this attempt. */
  ended(index: number): void;
  countOf(index: number): TransferCount | undefined;
}

type Stalled = NonNullable<TransferHeartbeat['waiting']>;
/** Beside what every step that sends tells, the files that were sent whole: no call finds them again. */
type SendHeartbeat = TransferHeartbeat & { uploads?: Record<string, WholeUpload> };

const NOTHING: TransferCount = { skipped: 0, bytesSkipped: 0, sent: 0, bytesSent: 0 };

/** A report for one attempt. */
export function createSendReport(run: ActivityRun): SendReport {
  const before = previousOf(run.previous);
  const files: Record<string, TransferCount> = { ...before?.files };
  const uploads: Record<string, WholeUpload> = { ...before?.uploads };
  const stalled = new Map<number, Stalled>();

  function tell(): void {
    // The one that has been held up for the longest time.
    const [waiting] = [...stalled.values()].toSorted((a, b) => a.since.localeCompare(b.since));
    run.report(
      () =>
        ({
          step: 'transfer',
          files: { ...files },
          ...(Object.keys(uploads).length === 0 ? {} : { uploads: { ...uploads } }),
          ...(waiting === undefined ? {} : { waiting }),
        }) satisfies SendHeartbeat,
    );
  }

  function change(index: number, by: (count: TransferCount) => Partial<TransferCount>): void {
    const count = files[index] ?? NOTHING;
    files[index] = { ...count, ...by(count) };
    tell();
  }

  return {
    uploadOf: (index) => uploads[index],
    begun: (index) => change(index, () => ({})),
    left(index, bytes) {
      stalled.delete(index);
      change(index, ({ bytesSent }) => ({ bytesSent: Math.max(bytesSent, bytes) }));
    },
    taken(index, upload, size) {
      uploads[index] = upload;
      change(index, ({ sent }) => ({ sent: sent + 1, bytesSent: size }));
    },
    present(index, position, partSizeBytes) {
      const parts = (bytes: number) => Math.floor(bytes / partSizeBytes);
      const first = { ...NOTHING, skipped: parts(position), bytesSkipped: position };
      const count = files[index] ?? first;
      // More than was counted when an answer got lost, or an attempt died before it could tell its count.
      const bytesSent = Math.max(count.bytesSent, position - count.bytesSkipped);
      if (bytesSent > count.bytesSent) stalled.delete(index);
      files[index] = { ...count, bytesSent, sent: Math.max(count.sent, Math.ceil(bytesSent / partSizeBytes)) };
      tell();
    },
    sent(index, bytes) {
      stalled.delete(index);
      change(index, ({ sent, bytesSent }) => ({ sent: sent + 1, bytesSent: bytesSent + bytes }));
    },
    waiting(index, state) {
      const earlier = stalled.get(index);
      if (state !== undefined) {
        stalled.set(index, {
          reason: state.failure.message,
          since: earlier?.since ?? new Date().toISOString(),
          isRateLimit: state.failure.type === 'RateLimited',
          ...(isSourceFailure(state.failure.type) ? { isSource: true } : {}),
          nextAttemptAt: new Date(Date.now() + state.delayMs).toISOString(),
        });
      } else if (earlier !== undefined) {
        const { nextAttemptAt: _at, ...trying } = earlier;
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
    countOf: (index) => files[index],
  };
}

function previousOf(previous: Record<string, unknown> | undefined): SendHeartbeat | undefined {
  // as: written by an earlier attempt of this very step.
  return previous?.['step'] === 'transfer' ? (previous as unknown as SendHeartbeat) : undefined;
}
