import { expect, test } from 'vitest';
import type { IngestProgress, Modelrail } from '../../client/index.ts';
import { createWatchHub, type Sight, type Watcher } from '../../gateway/watch-hub.ts';

/** States that are given one by one, to whoever watches. */
function stage() {
  const waiting: ((state: IngestProgress) => void)[] = [];
  const seen = { watches: 0, stopped: 0 };
  const watch: Modelrail['watch'] = async function* (_id, { signal } = {}) {
    seen.watches += 1;
    const stop = new Promise<undefined>((resolve) => {
      signal?.addEventListener('abort', () => resolve(undefined));
    });
    for (;;) {
      const state = await Promise.race([new Promise<IngestProgress>((resolve) => waiting.push(resolve)), stop]);
      if (state === undefined) {
        seen.stopped += 1;
        return;
      }
      yield state;
      if (state.closedAt !== undefined) return;
    }
  };
  return {
    seen,
    // Only what a hub asks for.
    client: async () => ({ watch }) as unknown as Modelrail,
    /** Gives a state once somebody waits for one. */
    async show(state: Partial<IngestProgress>): Promise<void> {
      await expect.poll(() => waiting.length).toBe(1);
      waiting.pop()?.({ runId: 'r', files: [], ...state } as IngestProgress); // as: no more is looked at
    },
  };
}

function watcher() {
  const sights: Sight[] = [];
  const ends: unknown[] = [];
  const one: Watcher = { see: (sight) => sights.push(sight), end: (error) => ends.push(error) };
  return { ...one, sights, ends };
}

test('fifty who watch one ingestion cost one watch, and each sees every state from where it came', async () => {
  const { client, seen, show } = stage();
  const hub = createWatchHub(client);
  const early = Array.from({ length: 25 }, watcher);
  for (const one of early) hub.watch('a', one);
  await show({ percent: 1 });
  await expect.poll(() => early[0]?.sights.length).toBe(1);
  const late = Array.from({ length: 25 }, watcher);
  for (const one of late) hub.watch('a', one);
  expect(late.map(({ sights }) => sights.length)).toEqual(late.map(() => 1));
  expect(hub.size).toBe(50);
  await show({ percent: 100, closedAt: 'now' });
  await expect.poll(() => late.at(-1)?.ends.length).toBe(1);
  for (const { sights, ends } of [...early, ...late]) {
    expect(sights.map(({ done }) => done !== undefined)).toEqual([false, true]);
    // Written once for all.
    expect(sights[1]).toBe(early[0]?.sights[1]);
    expect(ends).toEqual([undefined]);
  }
  expect(seen.watches).toBe(1);
  expect(hub.size).toBe(0);
});

test('the last who leaves ends the watch; who comes after begins another', async () => {
  const { client, seen, show } = stage();
  const hub = createWatchHub(client);
  const [first, second] = [watcher(), watcher()];
  const leave = hub.watch('a', first);
  const leaveToo = hub.watch('a', second);
  await show({ percent: 1 });
  leave();
  expect(seen.stopped).toBe(0);
  leaveToo();
  await expect.poll(() => seen.stopped).toBe(1);
  const third = watcher();
  hub.watch('a', third);
  expect(third.sights).toEqual([]);
  await expect.poll(() => seen.watches).toBe(2);
  hub.close();
  await expect.poll(() => third.ends).toEqual([undefined]);
});

test('a failure ends all who watch with it', async () => {
  const failure = new Error('gone');
  const hub = createWatchHub(() => Promise.reject(failure));
  const [first, second] = [watcher(), watcher()];
  hub.watch('a', first);
  hub.watch('a', second);
  await expect.poll(() => second.ends).toEqual([failure]);
  expect(first.ends).toEqual([failure]);
});
