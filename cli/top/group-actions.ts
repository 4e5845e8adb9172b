import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { type Modelrail, ModelrailError, type OverviewGroup } from '../../client/index.ts';
import { say } from '../../lib/words/say.ts';
import { MANY, type ManyAction } from '../commands/many.ts';
import { errorText } from '../render/error-words.ts';
import { groupWords } from '../render/top-view.ts';
import { toModelrailError } from '../report-error.ts';

/** Ingestions that are worked at a time: Temporal has others to serve. */
const AT_ONCE = 4;
/** Milliseconds until Temporal is asked again. */
const AGAIN_MS = 2_000;
/** So many are found between two times that it is told. */
const TOLD_EACH = 50;

/** How what is done to a whole group is told of and ended. */
export interface UnderWay {
  /** Aborted: what was asked for is done, no more is asked for. */
  signal: AbortSignal;
  /** Gets how far it is, in words. */
  tell(words: string): void;
}

/** What `R`, `P` or `C` does to a whole group; undefined of another key. */
export function groupAction({ state }: Pick<OverviewGroup, 'state'>, key: string): ManyAction | undefined {
  switch (key) {
    case 'R':
      return MANY.retry;
    case 'P':
      return state === 'paused' ? MANY.resume : MANY.pause;
    case 'C':
      return MANY.cancel;
    default:
      return undefined;
  }
}

/**
 * The ids of all of a group that are not being cancelled: those too that the overview only counts. What Temporal does not answer is asked
 * again. Errors: those of the library, and that of the signal.
 */
export async function idsOfGroup(
  client: Pick<Modelrail, 'listGroup'>,
  group: OverviewGroup,
  underWay: UnderWay,
): Promise<string[]> {
  const ids = new Set<string>();
  const tell = () => underWay.tell(say('looking which they are: {count} so far (Esc stops)', { count: ids.size }));
  tell();
  await patiently(async () => {
    for await (const { id, cancelling } of client.listGroup(group)) {
      underWay.signal.throwIfAborted();
      if (cancelling === true || ids.has(id)) continue;
      ids.add(id);
      if (ids.size % TOLD_EACH === 0) tell();
    }
  }, underWay);
  underWay.signal.throwIfAborted();
  return [...ids];
}

/** What is asked before it is done to so many of a group. */
export function groupQuestion(action: ManyAction, group: OverviewGroup, count: number): string {
  const which = count === 1 ? say('the one') : say('all {count}', { count });
  return say('{verb} {which} {words}? [y/N]', {
    verb: say(action.verb),
    which,
    words: groupWords({ ...group, count }),
  });
}

/** Does it to each, and answers what is told: how many it was done to, why others refused, and how many it was not asked of. */
export async function actOnAll(
  client: Modelrail,
  action: ManyAction,
  ids: readonly string[],
  underWay: UnderWay,
): Promise<string> {
  const { signal } = underWay;
  const refused: ModelrailError[] = [];
  let done = 0;
  const tell = () => {
    const far = { verb: say(action.verb), done: done + refused.length, count: ids.length };
    underWay.tell(
      refused.length === 0
        ? say('{verb}: {done} of {count} (Esc stops)', far)
        : say('{verb}: {done} of {count}, {refused} refused (Esc stops)', { ...far, refused: refused.length }),
    );
  };
  tell();
  await pLimit(AT_ONCE).map(ids, async (id) => {
    if (signal.aborted) return;
    try {
      await patiently(() => action.act(client, id), underWay);
      done += 1;
    } catch (error) {
      // It was stopped while it waited to ask again.
      if (!(error instanceof ModelrailError) && signal.aborted) return;
      refused.push(toModelrailError(error));
    }
    tell();
  });
  return outcome(action, done, refused, ids.length - done - refused.length);
}

function outcome({ done: word }: ManyAction, done: number, refused: readonly ModelrailError[], left: number): string {
  const counted = say('{count} {done}', { count: done, done: say(word) });
  const [first] = refused;
  const told =
    first === undefined
      ? counted
      : say('{done}, {count} refused: {error}', { done: counted, count: refused.length, error: errorText(first) });
  return left === 0 ? told : say('{done}; stopped, {count} left as they are', { done: told, count: left });
}

/** Asks until Temporal answers. Errors: those of the library, and that of the signal. */
async function patiently(ask: () => Promise<unknown>, { signal, tell }: UnderWay): Promise<void> {
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (!(error instanceof ModelrailError) || error.type !== 'TemporalUnavailable') throw error;
      tell(say('{error}; asking again (Esc stops)', { error: errorText(error) }));
      await sleep(AGAIN_MS, undefined, { signal });
    }
  }
}
