import { describe, expect, test } from 'vitest';
import { type Attempt, createExclusive } from '../../activities/exclusive.ts';

/** Lets everything go on that waits for nothing but promises. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function attemptOf(stepKey: string, ingestion = 'mine'): Attempt & { controller: AbortController } {
  const controller = new AbortController();
  return {
    stepKey,
    ingestion,
    controller,
    signal: controller.signal,
    supersede: () => controller.abort(new Error('superseded')),
  };
}

/** Work on one thing, written down as it happens. An aborted attempt needs a while to end. */
function createScene() {
  const exclusive = createExclusive();
  const events: string[] = [];
  return {
    events,
    start(name: string, attempt: Attempt, thing = 'file') {
      let finish = () => {};
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const done = exclusive.run(thing, attempt, async () => {
        events.push(`${name} begins`);
        await Promise.race([finished, new Promise((resolve) => attempt.signal.addEventListener('abort', resolve))]);
        await settle();
        events.push(`${name} ends`);
        attempt.signal.throwIfAborted();
        return name;
      });
      return { finish, done };
    },
  };
}

describe('one thing', () => {
  test('an older attempt of the same step is ended, and has ended before the new one begins', async () => {
    const { start, events } = createScene();
    const old = start('old', attemptOf('step'));
    const next = start('new', attemptOf('step'));
    await expect(old.done).rejects.toThrow('superseded');
    next.finish();
    expect(await next.done).toBe('new');
    expect(events).toEqual(['old begins', 'old ends', 'new begins', 'new ends']);
  });

  test('of three attempts the last one works', async () => {
    const { start, events } = createScene();
    const [first, second, third] = [1, 2, 3].map((number) => start(`${number}`, attemptOf('step')));
    await expect(first?.done).rejects.toThrow('superseded');
    await expect(second?.done).rejects.toThrow('superseded');
    third?.finish();
    expect(await third?.done).toBe('3');
    expect(events).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
  });

  test('another step waits, and ends nobody', async () => {
    const { start, events } = createScene();
    const attempt = attemptOf('step');
    const first = start('first', attempt);
    const other = start('other', attemptOf('other step'));
    await settle();
    expect([events, attempt.signal.aborted]).toEqual([['first begins'], false]);
    first.finish();
    other.finish();
    expect(await Promise.all([first.done, other.done])).toEqual(['first', 'other']);
    expect(events).toEqual(['first begins', 'first ends', 'other begins', 'other ends']);
  });

  test('the same attempt queues behind itself', async () => {
    const { start, events } = createScene();
    const attempt = attemptOf('step');
    const works = [1, 2, 3].map((number) => start(`${number}`, attempt));
    for (const { finish } of works) finish();
    expect(await Promise.all(works.map(({ done }) => done))).toEqual(['1', '2', '3']);
    expect(attempt.signal.aborted).toBe(false);
    expect(events).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
  });

  test('who waits goes with the reason of its signal, without having begun', async () => {
    const { start, events } = createScene();
    const first = start('first', attemptOf('step'));
    const attempt = attemptOf('other step');
    const other = start('other', attempt);
    const reason = new Error('cancelled');
    attempt.controller.abort(reason);
    await expect(other.done).rejects.toBe(reason);
    first.finish();
    await first.done;
    expect(events).toEqual(['first begins', 'first ends']);
  });

  test('who waits for another ingestion is told which, and that it is over; for its own it is not', async () => {
    const exclusive = createExclusive();
    const waits: (string | undefined)[] = [];
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const first = exclusive.run('file', attemptOf('step', 'theirs'), () => finished);
    const note = (ingestion: string | undefined) => void waits.push(ingestion);
    const works = ['a', 'b'].map((step) => exclusive.run('file', attemptOf(step), () => settle(), note));
    await settle();
    expect(waits).toEqual(['theirs', 'theirs']);
    finish();
    await Promise.all([first, ...works]);
    expect(waits).toEqual(['theirs', 'theirs', undefined, undefined]);
  });

  test('work that fails makes way', async () => {
    const exclusive = createExclusive();
    const failure = new Error('no');
    const failing = exclusive.run('file', attemptOf('step'), () => Promise.reject(failure));
    const next = exclusive.run('file', attemptOf('other step'), () => Promise.resolve('next'));
    await expect(failing).rejects.toBe(failure);
    expect(await next).toBe('next');
  });
});

test('other things are worked on at the same time, by the same step and by others', async () => {
  const { start, events } = createScene();
  const attempt = attemptOf('step');
  const works = [
    start('a', attempt, 'a'),
    start('b', attempt, 'b'),
    start('c', attemptOf('step'), 'c'),
    start('d', attemptOf('other step'), 'd'),
  ];
  await settle();
  expect(events).toEqual(['a begins', 'b begins', 'c begins', 'd begins']);
  for (const { finish } of works) finish();
  await Promise.all(works.map(({ done }) => done));
});
