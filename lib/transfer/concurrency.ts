/** How a request ended, as far as it tells how many the platform stands at a time. */
export interface RequestEnd {
  /** Bytes that the platform took; 0 for a request that failed, or was never made. */
  acceptedBytes: number;
  /** True when the platform had too much to do: 429, 503, no answer in time. */
  isOverload: boolean;
}

/** Decides how many requests a platform gets at a time. */
export interface Concurrency {
  readonly limit: number;
  /** A request begins; answers its number. */
  begin(): number;
  /** The request of this number ended. */
  end(request: number, end: RequestEnd): void;
}

/** Always the same number, whatever becomes of the requests. */
export function createFixedConcurrency(limit: number): Concurrency {
  return { limit, begin: () => 0, end() {} };
}
