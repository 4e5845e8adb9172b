/** Calls that answer 403, which may mean their token or themselves. */
export interface ForbiddenCalls {
  /** A call answered 403 on a token. True where that is meant of the call: it was so on another token too, a moment ago. */
  isMeant(call: string, token: string): boolean;
  /** A call was answered otherwise. */
  accepted(call: string): void;
}

/** For so long a refusal counts: rights may be given meanwhile, and a token may end. */
const COUNTS_FOR_MS = 60_000;

/** Nothing was refused yet. `now` is milliseconds of a clock. */
export function createForbiddenCalls(now: () => number): ForbiddenCalls {
  const refusals = new Map<string, { token: string; isMeant: boolean; atMs: number }>();
  return {
    isMeant(call, token) {
      const last = refusals.get(call);
      const isRecent = last !== undefined && now() - last.atMs < COUNTS_FOR_MS;
      const isMeant = isRecent && (last.isMeant || last.token !== token);
      if (!isRecent || isMeant !== last.isMeant) refusals.set(call, { token, isMeant, atMs: now() });
      return isMeant;
    },
    accepted: (call) => void refusals.delete(call),
  };
}
