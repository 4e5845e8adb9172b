/**
 * A circuit breaker: stops calling after `most` failures in a row, since each file of a platform that hangs would wait for its
 * time-out. The remaining files fail with the last error.
 */
export function createBreaker(most: number): <T>(call: () => Promise<T>) => Promise<T> {
  let failures = 0;
  let last: unknown;
  return async (call) => {
    if (failures >= most) throw last;
    try {
      const answer = await call();
      failures = 0;
      return answer;
    } catch (error) {
      failures += 1;
      last = error;
      throw error;
    }
  };
}
