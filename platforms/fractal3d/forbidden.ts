/** A call that was answered by 403, in words of the platform. */
export interface ForbiddenCall {
  /** Its name. */
  call: string;
  words: string;
  token: string;
}

/** Calls that answer 403, which may mean their token or themselves. */
export interface ForbiddenCalls {
  /** A call answered 403. True where that is meant of the call: the same was said on another token too, a moment ago. */
  isMeant(forbidden: ForbiddenCall): boolean;
  /** A call was answered otherwise: what was said of it on one token alone was meant of that. */
  accepted(call: string): void;
}

/** For so long a refusal counts: rights may be given meanwhile, and a token may end. */
const COUNTS_FOR_MS = 60_000;
/** Refusals of one call that are known: a platform may name each file in its words. */
const MAX_KNOWN = 100;

interface Refusal {
  token: string;
  isMeant: boolean;
  atMs: number;
}

/** Nothing was refused yet. `now` is milliseconds of a clock. */
export function createForbiddenCalls(now: () => number): ForbiddenCalls {
  /** By call, then by words. */
  const refusals = new Map<string, Map<string, Refusal>>();
  return {
    isMeant({ call, words, token }) {
      const ofCall = refusals.get(call) ?? new Map<string, Refusal>();
      refusals.set(call, ofCall);
      const last = ofCall.get(words);
      const isRecent = last !== undefined && now() - last.atMs < COUNTS_FOR_MS;
      const isMeant = isRecent && (last.isMeant || last.token !== token);
      if (isRecent && isMeant === last.isMeant) return isMeant;
      if (ofCall.size >= MAX_KNOWN) ofCall.clear();
      ofCall.set(words, { token, isMeant, atMs: now() });
      return isMeant;
    },
    accepted(call) {
      const ofCall = refusals.get(call);
      for (const [words, { isMeant }] of ofCall ?? []) if (!isMeant) ofCall?.delete(words);
    },
  };
}
