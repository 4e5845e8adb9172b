import { setMaxListeners } from 'node:events';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { parseBandwidth } from '../../lib/transfer/bandwidth.ts';
import { createPacer } from '../../lib/transfer/pacer.ts';
import { stopTime } from './fake-time.ts';

describe('a pacer', () => {
  const forever = new AbortController().signal;
  setMaxListeners(0, forever);

  test.prop([fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 50 })])(
    'keeps to the rate on average, and is no slower',
    async (requests) => {
      const time = stopTime(new Date(2026, 0, 5));
      const start = Date.now();
      const pacer = createPacer(parseBandwidth('10000b'));
      let sent = 0;
      const all = Promise.all(
        requests.map(async (bytes) => {
          const before = sent;
          sent += bytes;
          await pacer.take(bytes, forever);
          // Those before it have had their time; timers count whole milliseconds.
          expect(Math.abs(Date.now() - start - before / 10)).toBeLessThanOrEqual(1);
        }),
      );
      await time.runAllTimersAsync();
      await all;
    },
  );

  test('lets each share have its turn', async () => {
    const time = stopTime(new Date(2026, 0, 5));
    const pacer = createPacer(parseBandwidth('1000b'));
    const sent: string[] = [];
    const send = async (share: string, name: string) => {
      await pacer.take(1000, forever, share);
      sent.push(name);
    };
    const many = ['m1', 'm2', 'm3', 'm4'].map((name) => send('many', name));
    const one = send('one', 'o1');
    await time.runAllTimersAsync();
    await Promise.all([...many, one]);
    // The first had to wait for nothing.
    expect(sent).toEqual(['m1', 'm2', 'o1', 'm3', 'm4']);
  });

  test('does not save up what was not used', async () => {
    const time = stopTime(new Date(2026, 0, 5));
    const pacer = createPacer(parseBandwidth('1000b'));
    await pacer.take(1000, forever);
    await time.advanceTimersByTimeAsync(60_000);
    const start = Date.now();
    await pacer.take(1000, forever);
    const second = pacer.take(1000, forever);
    await time.runAllTimersAsync();
    await second;
    expect(Date.now() - start).toBe(1000);
  });

  test('follows the timetable', async () => {
    const time = stopTime(new Date(2026, 0, 5, 18, 59, 50));
    const pacer = createPacer(parseBandwidth('08:00,1000b 19:00,off'));
    await pacer.take(5000, forever);
    const start = Date.now();
    const waiting = pacer.take(60_000, forever);
    await time.advanceTimersByTimeAsync(5000);
    await waiting;
    expect(Date.now() - start).toBe(5000);
    // From seven on nobody waits for what was sent before.
    await time.advanceTimersByTimeAsync(5000);
    for (let count = 0; count < 10; count += 1) await pacer.take(1_000_000, forever);
  });

  test('without a limit never waits', async () => {
    const pacer = createPacer(parseBandwidth('off'));
    stopTime();
    for (let count = 0; count < 10; count += 1) await pacer.take(1_000_000, forever);
  });

  test('lets go who is aborted', async () => {
    const pacer = createPacer(parseBandwidth('1b'));
    await pacer.take(1000, forever);
    const caller = new AbortController();
    const waiting = pacer.take(1000, caller.signal);
    const reason = new Error('cancelled');
    caller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  test('gives back the time of who was aborted while it waited', async () => {
    const time = stopTime(new Date(2026, 0, 5));
    const start = Date.now();
    const pacer = createPacer(parseBandwidth('1000b'));
    await pacer.take(1000, forever);
    const caller = new AbortController();
    const aborted = [1, 2, 3].map(() => pacer.take(10_000, caller.signal));
    caller.abort(new Error('paused'));
    await Promise.allSettled(aborted);
    const next = pacer.take(1000, forever);
    await time.runAllTimersAsync();
    await next;
    expect(Date.now() - start).toBe(1000);
  });

  test('books nothing for who was aborted before', async () => {
    const time = stopTime(new Date(2026, 0, 5));
    const start = Date.now();
    const pacer = createPacer(parseBandwidth('1000b'));
    await pacer.take(1000, forever);
    await pacer.take(10_000, AbortSignal.abort()).catch(() => undefined);
    const next = pacer.take(1000, forever);
    await time.runAllTimersAsync();
    await next;
    expect(Date.now() - start).toBe(1000);
  });

  test('lets all go at once that wait when the timetable ends the limit, however much they are', async () => {
    const time = stopTime(new Date(2026, 0, 5, 18, 59, 50));
    const pacer = createPacer(parseBandwidth('08:00,1000b 19:00,off'));
    const all = Promise.all(Array.from({ length: 20 }, () => pacer.take(100_000, forever)));
    await time.advanceTimersByTimeAsync(10_000);
    await all;
    expect(new Date()).toEqual(new Date(2026, 0, 5, 19));
  });

  test('lets those that wait go by the rate that begins meanwhile', async () => {
    const time = stopTime(new Date(2026, 0, 5, 18, 59, 50));
    const pacer = createPacer(parseBandwidth('08:00,1000b 19:00,10000b'));
    await pacer.take(110_000, forever);
    const next = pacer.take(1, forever);
    // Ten seconds of 1,000 bytes each, and ten of 10,000.
    await time.runAllTimersAsync();
    await next;
    expect(new Date()).toEqual(new Date(2026, 0, 5, 19, 0, 10));
  });

  test.prop([fc.integer({ min: 1, max: 20 }), fc.constantFrom('off', '1000000b')])(
    'takes another rate for those that wait already',
    async (count, rate) => {
      const time = stopTime(new Date(2026, 0, 5));
      const pacer = createPacer(parseBandwidth('1b'));
      const all = Promise.all(Array.from({ length: count }, () => pacer.take(1_000_000, forever)));
      await time.advanceTimersByTimeAsync(1_000);
      pacer.change(parseBandwidth(rate));
      const start = Date.now();
      await time.runAllTimersAsync();
      await all;
      expect(Date.now() - start).toBeLessThanOrEqual(rate === 'off' ? 0 : count * 1_000);
    },
  );

  test('lets the next one go in its own time when the one before it is aborted', async () => {
    const time = stopTime(new Date(2026, 0, 5));
    const pacer = createPacer(parseBandwidth('1000b'));
    const start = Date.now();
    await pacer.take(1000, forever);
    const caller = new AbortController();
    const [first, second] = [pacer.take(200_000, caller.signal), pacer.take(1000, forever)];
    first.catch(() => undefined);
    await time.advanceTimersByTimeAsync(500);
    caller.abort(new Error('paused'));
    await time.runAllTimersAsync();
    await second;
    expect(Date.now() - start).toBe(1000);
  });

  test('is idle when what was sent has had its time', async () => {
    const time = stopTime(new Date(2026, 0, 5));
    const pacer = createPacer(parseBandwidth('1000b'));
    expect(pacer.isIdle()).toBe(true);
    await pacer.take(2000, forever);
    await time.advanceTimersByTimeAsync(1999);
    expect(pacer.isIdle()).toBe(false);
    await time.advanceTimersByTimeAsync(1);
    expect(pacer.isIdle()).toBe(true);
  });
});
