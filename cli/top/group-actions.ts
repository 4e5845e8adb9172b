import pLimit from 'p-limit';
import type { Modelrail, ModelrailError, OverviewGroup } from '../../client/index.ts';
import { say } from '../../lib/words/say.ts';
import { MANY, type ManyAction } from '../commands/many.ts';
import { errorText } from '../render/error-words.ts';
import { groupWords } from '../render/top-view.ts';
import { toModelrailError } from '../report-error.ts';

/** Ingestions that are worked at a time: Temporal has others to serve. */
const AT_ONCE = 8;

/** What a key does to a whole group, once it was asked. */
export interface GroupAction {
  question: string;
  /** Answers what is told: how many it was done to, and why others refused. */
  act(): Promise<string>;
}

/** The action of `R`, `P` or `C`; undefined of another key. */
export function groupAction(client: Modelrail, group: OverviewGroup, key: string): GroupAction | undefined {
  const action = actionOf(group, key);
  if (action === undefined) return undefined;
  const { ingestions, count } = group;
  const all = count === 1 ? say('the one') : say('all {count}', { count });
  const which =
    ingestions.length < count ? say('the first {first} of {count}', { first: ingestions.length, count }) : all;
  return {
    question: say('{verb} {which} {words}? [y/N]', { verb: say(action.verb), which, words: groupWords(group) }),
    async act() {
      const limit = pLimit(AT_ONCE);
      const errors = await Promise.all(ingestions.map(({ id }) => limit(() => attempt(client, action, id))));
      const refused = errors.filter((error) => error !== undefined);
      const [first] = refused;
      const done = say('{count} {done}', { count: ingestions.length - refused.length, done: say(action.done) });
      return first === undefined
        ? done
        : say('{done}, {count} refused: {error}', { done, count: refused.length, error: errorText(first) });
    },
  };
}

function actionOf({ state }: OverviewGroup, key: string): ManyAction | undefined {
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

async function attempt(client: Modelrail, action: ManyAction, id: string): Promise<ModelrailError | undefined> {
  try {
    await action.act(client, id);
    return undefined;
  } catch (error) {
    return toModelrailError(error);
  }
}
