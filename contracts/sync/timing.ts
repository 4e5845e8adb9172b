/** When runs are made that recur. Durations are texts with their unit, such as `90m`. */
export interface Timing {
  /** The time between two runs, counted from the creation. Either this or `cron`. */
  every?: string;
  /** Five fields, as cron has them. */
  cron?: string;
  /** Of `cron`, an IANA name. Default: UTC. */
  timezone?: string;
  /** A run starts so much later at most. */
  jitter?: string;
  /** What becomes of a run whose time comes while one is made: dropped (default), or one is kept. */
  overlap?: 'skip' | 'queue';
  /** How late a missed run is still made. Default: 1h. */
  catchUp?: string;
}

/** The keys of {@link Timing}. */
export const TIMING_KEYS = [
  'every',
  'cron',
  'timezone',
  'jitter',
  'overlap',
  'catchUp',
] as const satisfies readonly (keyof Timing)[];
