import { type Sentence, sentenceOf } from '../contracts/sentences.ts';
import { ModelrailError } from '../lib/errors.ts';
import type { Caller } from './authentication.ts';

/** Streams at a time; each holds a socket and the newest state. */
const MAX_STREAMS = 1_000;

/** Counts the open streams of events, of all and of each caller. */
export interface StreamShares {
  /** Takes a place for a stream; answers how to give it back. Error: `RateLimited`. */
  take(caller: Caller): () => void;
}

/** The places of a gateway. One of several tokens may have half of them by default, so that none takes all. */
export function createStreamShares(settings: {
  tokens: readonly unknown[];
  streamsPerToken?: number | undefined;
}): StreamShares {
  const perCaller = settings.streamsPerToken ?? (settings.tokens.length > 1 ? MAX_STREAMS / 2 : MAX_STREAMS);
  const open = new Map<Caller, number>();
  let all = 0;
  return {
    take(caller) {
      const own = open.get(caller) ?? 0;
      if (all >= MAX_STREAMS)
        throw tooMany(
          sentenceOf('there are {count} streams already: close some, or look by GET', { count: MAX_STREAMS }),
        );
      if (own >= perCaller)
        throw tooMany(sentenceOf('you have {count} streams already: close some, or look by GET', { count: own }));
      all += 1;
      open.set(caller, own + 1);
      return once(() => {
        all -= 1;
        const left = (open.get(caller) ?? 1) - 1;
        if (left === 0) open.delete(caller);
        else open.set(caller, left);
      });
    },
  };
}

function tooMany(what: Sentence): ModelrailError {
  return new ModelrailError('RateLimited', what);
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
