/** A clock, and what is to be done at a time of it. */
export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number;
  /** Calls back after so many milliseconds; answers what calls that off. */
  after(ms: number, callback: () => void): () => void;
}

/** The clock of this machine, which never goes back. */
export const machineClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
