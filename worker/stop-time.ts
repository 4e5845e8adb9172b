/** Steps are told at once of a stop and hand over within a second or so; this is plenty. */
const HAND_OVER_MS = 10_000;

/**
 * How long a worker takes to stop, at most, in milliseconds: calls that make something on a platform come to their end, for
 * the longest `timeouts.request` of its platforms; everything else stops at once.
 */
export function stopTimeMs(platforms: Iterable<{ timeouts: { request: number } }>): number {
  const requests = [...platforms].map(({ timeouts }) => timeouts.request);
  return Math.max(0, ...requests) + HAND_OVER_MS;
}
