/**
 * What waits, in shares: each share has its turn, one entry after the other, and within a share the first comes first. So
 * one that asks for little does not wait behind all that another has asked for.
 */
export interface FairQueue<T> {
  readonly size: number;
  /** The entry whose turn it is; undefined when none waits. */
  readonly first: T | undefined;
  add(entry: T, share: string): void;
  /** Takes out an entry that is served: its share has had its turn. */
  serve(entry: T): void;
  /** Takes out an entry that does not wait any more, which is no turn; false when it was not there. */
  delete(entry: T): boolean;
}

/** Makes a {@link FairQueue}, empty. */
export function createFairQueue<T>(): FairQueue<T> {
  // Maps and sets keep the order of insertion: the first share is the one whose turn it is.
  const shares = new Map<string, Set<T>>();
  const shareOf = new Map<T, string>();

  function firstOf(share: Set<T> | undefined): T | undefined {
    return share?.values().next().value;
  }

  function remove(entry: T, share: string): void {
    shareOf.delete(entry);
    const entries = shares.get(share);
    entries?.delete(entry);
    if (entries?.size === 0) shares.delete(share);
  }

  return {
    get size() {
      return shareOf.size;
    },
    get first() {
      return firstOf(shares.values().next().value);
    },
    add(entry, share) {
      shareOf.set(entry, share);
      shares.set(share, (shares.get(share) ?? new Set()).add(entry));
    },
    serve(entry) {
      const share = shareOf.get(entry);
      if (share === undefined) return;
      remove(entry, share);
      const entries = shares.get(share);
      if (entries === undefined) return;
      // Behind all others.
      shares.delete(share);
      shares.set(share, entries);
    },
    delete(entry) {
      const share = shareOf.get(entry);
      if (share !== undefined) remove(entry, share);
      return share !== undefined;
    },
  };
}
