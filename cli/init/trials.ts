import type { ErrorType } from '../../contracts/errors.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { reach } from '../../lib/http/reach.ts';
import { say, sayAny, translated, wordsOf } from '../../lib/words/say.ts';
import { errorText } from '../render/error-words.ts';
import { probe, type Setup } from './setup.ts';

/** How a try went, in words. */
export interface Tried {
  isGood: boolean;
  words: string;
  /** Of one that went wrong. */
  type?: ErrorType;
}

/** Tries answers on the platform, 15 s at most. `tell` gets what is under way, when it takes longer than a second. */
export interface Trials {
  /** Whether a server answers at an address. */
  reach(address: string, tell: (words: string) => void): Promise<Tried>;
  /** Whether the platform takes what it is given. */
  signIn(setup: Pick<Setup, 'kind' | 'answers'>, tell: (words: string) => void): Promise<Tried>;
}

const LIMIT_MS = 15_000;
const TOLD_AFTER_MS = 1_000;

/** Makes {@link Trials}; proxies are those of the environment. */
export function createTrials(env: NodeJS.ProcessEnv): Trials {
  return {
    reach: (address, tell) =>
      tried(say('trying {address}', { address }), tell, async (signal) => {
        await reach(address, env, signal);
        return { isGood: true, words: say('a server answers at {address}', { address }) };
      }),
    signIn: (setup, tell) =>
      tried(say('trying the platform'), tell, async (signal) => {
        const { steps, untried } = await probe(setup, signal);
        const error = steps.at(-1)?.error;
        const good = steps
          .filter((step) => step.error === undefined)
          .map(({ step }) => say('{step} works', { step: translated(step) }));
        if (error === undefined)
          return {
            isGood: true,
            words: say('{files} ({counts})', { files: good.join(say(', ')), counts: sayAny(untried) }),
          };
        return { isGood: false, type: error.type, words: [...good, errorText(error)].join('\n') };
      }),
  };
}

async function tried(
  what: string,
  tell: (words: string) => void,
  work: (signal: AbortSignal) => Promise<Tried>,
): Promise<Tried> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const timer = setTimeout(
    () => tell(say('{what}: {seconds} s at most', { what, seconds: LIMIT_MS / 1000 })),
    TOLD_AFTER_MS,
  );
  try {
    return await work(signal);
  } catch (error) {
    if (signal.aborted)
      return failed('PlatformUnavailable', say('no answer within {seconds} s', { seconds: LIMIT_MS / 1000 }));
    if (!(error instanceof ModelrailError)) throw error;
    return failed(error.type, wordsOf(error));
  } finally {
    clearTimeout(timer);
  }
}

function failed(type: ErrorType, message: string): Tried {
  return { isGood: false, type, words: errorText({ type, message }) };
}
