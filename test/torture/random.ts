/** Draws that are the same for the same seed, on every machine. */
export interface Random {
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number;
  /** True in `share` of the draws, 0 … 1. */
  chance(share: number): boolean;
  /** One of the entries. */
  pick<T>(entries: readonly [T, ...T[]]): T;
  /** One of the keys, as often as its weight says. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key;
}

/** Makes the draws of a seed (an unsigned 32-bit number). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  /** mulberry32: 0 … 1, without 1. */
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));

  return {
    int,
    chance: (share) => next() < share,
    pick: (entries) => entries[int(0, entries.length - 1)] ?? entries[0],
    weighted(weights) {
      const keys = Object.keys(weights) as (keyof typeof weights)[]; // as: the keys of a record are its key type
      let rest = next() * keys.reduce((sum, key) => sum + weights[key], 0);
      for (const key of keys) {
        rest -= weights[key];
        if (rest < 0) return key;
      }
      throw new Error('nothing to draw from: the weights are all zero');
    },
  };
}

/** The seed of a campaign's round: the first is the campaign's own, so that one round of a seed is that round again. */
export function seedOfRound(campaignSeed: number, round: number): number {
  if (round === 0) return campaignSeed >>> 0;
  return createRandom((campaignSeed ^ Math.imul(round, 0x9e3779b9)) >>> 0).int(1, 2 ** 31 - 1);
}
