/** Every benchmark, in the order in which they run and stand in the table; the name is that of the program and of its result. */
export const BENCHMARKS = [
  'transfer',
  'stream',
  'latency',
  'large-files',
  'small-files',
  'ten-thousand',
  'drawings',
  'fairness',
  'idle-sync',
  'bandwidth',
  'memory',
  'recovery',
  'waiting',
  'watchers',
  'rivals',
  'startup',
] as const;
