import { signal } from '@preact/signals';
import { type CallError, isDenied } from '../api/call.ts';
import { patiently } from '../api/patience.ts';
import { isolated } from '../parts/name.tsx';
import { type Action, reasonOf, send } from './actions.ts';
import { walkGroup } from './group.ts';
import { ask, tell } from './messages.ts';
import type { Group } from './overview.ts';
import { words } from './session.ts';

/** Calls at a time: browsers have six connections for a server, and Temporal has others to serve. */
const AT_ONCE = 4;

/** What is done to a whole group. */
export interface Work {
  action: Action;
  /** Looks which they are, or does it. */
  phase: 'looking' | 'acting';
  /** How many were found. */
  total: number;
  /** To how many it was done. */
  done: number;
  refused: number;
  /** Why it does not go on at the moment; it does by itself. */
  waitsFor: CallError | undefined;
}

/** What is under way; there is one at a time. */
export const work = signal<Work | undefined>(undefined);

let stop = new AbortController();

/** Ends what is under way: what was asked for is done, no more is asked for. */
export function stopWork(): void {
  stop.abort(new Error('stopped'));
}

addEventListener('beforeunload', (event) => {
  if (work.value?.phase === 'acting') event.preventDefault();
});

function note(more: Partial<Work>): void {
  if (work.value !== undefined) work.value = { ...work.value, ...more };
}

function begin(action: Action, phase: Work['phase'], total: number): AbortSignal {
  stop = new AbortController();
  work.value = { action, phase, total, done: 0, refused: 0, waitsFor: undefined };
  return stop.signal;
}

/**
 * Does it to all of a group: looks which they are, asks with their number, and does it. `titled` says of so many why they do not move.
 */
export async function actOnGroup(group: Group, action: Action, titled: (count: number) => string): Promise<void> {
  if (work.value !== undefined) return tell(words.value.oneAtATime, true);
  const signal = begin(action, 'looking', 0);
  const ids: string[] = [];
  try {
    for await (const found of walkGroup(group, signal, (waitsFor) => note({ waitsFor }))) {
      for (const { id, cancelling } of found) if (cancelling !== true) ids.push(id);
      note({ total: ids.length });
    }
  } catch (error) {
    if (!signal.aborted) tell(reasonOf(error), true);
    return;
  } finally {
    work.value = undefined;
  }
  const said = words.value;
  if (ids.length === 0) return tell(said.noneLeft);
  const question = said.askGroup(titled(ids.length), said.actOnAll[action](ids.length));
  ask(action === 'cancel' ? `${question} ${said.cancelMeans}` : question, () => void actOnThose(ids, action));
}

/** Does it to each, and tells what came of it. */
async function actOnThose(ids: readonly string[], action: Action): Promise<void> {
  if (work.value !== undefined) return tell(words.value.oneAtATime, true);
  const signal = begin(action, 'acting', ids.length);
  const left = [...ids];
  const refusals: string[] = [];
  let done = 0;
  const waits = new Map<number, CallError>();
  const worker = async (_: unknown, at: number) => {
    const onWait = (why: CallError | undefined) => {
      if (why === undefined) waits.delete(at);
      else waits.set(at, why);
      note({ waitsFor: [...waits.values()][0] });
    };
    while (!signal.aborted) {
      const id = left.shift();
      if (id === undefined) return;
      try {
        await patiently(() => send(id, action), onWait, signal);
        done += 1;
      } catch (error) {
        // With a token that is not known any more no other one would be taken.
        if (isDenied.value) stopWork();
        if (signal.aborted) return;
        refusals.push(`${isolated(id)}${words.value.colon}${reasonOf(error)}`);
      }
      note({ done, refused: refusals.length });
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    work.value = undefined;
  }
  const text = words.value.manyDone(done, refusals.length, ids.length - done - refusals.length);
  tell(text, refusals.length > 0, refusals);
}
