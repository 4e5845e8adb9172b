import type { TransferHeartbeat } from '../contracts/activities.ts';

/** Bytes of requests under way that have left this machine: what they come to is not known before the answer. */
export interface UnderWay {
  /** So many bytes of a part of a file have left so far. */
  left(index: number, part: number, bytes: number): void;
  /** The request of a part is over. */
  over(index: number, part: number): void;
  /** What a heartbeat tells of them. */
  heartbeat(): Pick<TransferHeartbeat, 'underWay'>;
}

/** Keeps the {@link UnderWay} of one attempt; `tell` is called when more has left. */
export function createUnderWay(tell: () => void): UnderWay {
  const files = new Map<number, Map<number, number>>();
  return {
    left(index, part, bytes) {
      const parts = files.get(index) ?? new Map<number, number>();
      files.set(index, parts.set(part, bytes));
      tell();
    },
    over(index, part) {
      const parts = files.get(index);
      parts?.delete(part);
      if (parts?.size === 0) files.delete(index);
    },
    heartbeat() {
      if (files.size === 0) return {};
      const sums = [...files].map(([index, parts]) => [
        index,
        [...parts.values()].reduce((sum, bytes) => sum + bytes, 0),
      ]);
      return { underWay: Object.fromEntries(sums) as Record<string, number> }; // as: made of such pairs
    },
  };
}
