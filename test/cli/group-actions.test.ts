import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { MANY } from '../../cli/commands/many.ts';
import { actOnAll } from '../../cli/top/group-actions.ts';
import { type Modelrail, ModelrailError } from '../../client/index.ts';

const IDS = Array.from({ length: 10 }, (_, at) => `i-${at}`);

/** A library that does this to each. */
function libraryThat(pause: (id: string) => Promise<void>): Modelrail {
  return { pause } as unknown as Modelrail; // as: nothing else is called
}

test('four of a group are worked at a time, and how far it is is told', async () => {
  let open = 0;
  let most = 0;
  const told: string[] = [];
  const client = libraryThat(async () => {
    open += 1;
    most = Math.max(most, open);
    await new Promise(setImmediate);
    open -= 1;
  });
  const underWay = { signal: new AbortController().signal, tell: (words: string) => void told.push(words) };
  expect(await actOnAll(client, MANY.pause, IDS, underWay)).toBe('10 pausing');
  expect(most).toBe(4);
  expect(told[0]).toBe('pause: 0 of 10 (Esc stops)');
  expect(told.at(-1)).toBe('pause: 10 of 10 (Esc stops)');
});

test('where it is stopped, what was asked for is done, and no more is asked for', async () => {
  const stop = new AbortController();
  const asked: string[] = [];
  const events = new EventEmitter();
  const client = libraryThat(async (id) => {
    const goesOn = once(events, 'goOn');
    asked.push(id);
    if (asked.length === 4) events.emit('allAsked');
    await goesOn;
    if (id === 'i-3') throw new ModelrailError('AlreadyExists', 'i-3 has ended');
  });
  const allAsked = once(events, 'allAsked');
  const acting = actOnAll(client, MANY.pause, IDS, { signal: stop.signal, tell: () => undefined });
  await allAsked;
  stop.abort();
  events.emit('goOn');
  expect(await acting).toBe('3 pausing, 1 refused: AlreadyExists: i-3 has ended; stopped, 6 left as they are');
  expect(asked).toEqual(['i-0', 'i-1', 'i-2', 'i-3']);
});
