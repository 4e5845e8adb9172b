import { setMaxListeners } from 'node:events';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createTokenBucket, type TokenBucket } from '../../lib/pacing/token-bucket.ts';
import { createFakeClock, createServerBucket, type FakeClock, type ServerBucket } from './bucket-world.ts';

const KEY = { perSecond: 20, capacity: 200 };
const TOKEN = { perSecond: 50, capacity: 500 };
const never = new AbortController().signal;
setMaxListeners(0, never);

interface Client {
  refused: number;
  made: number;
}

/** A client that always has something to ask, so many calls at a time; each takes from `least` to `most` milliseconds. */
function keepBusy(
  clock: FakeClock,
  server: ServerBucket,
  bucket: TokenBucket,
  { atOnce, least, most, random }: { atOnce: number; least: number; most: number; random: () => number },
): Client {
  const client: Client = { refused: 0, made: 0 };
  const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  const loop = async (): Promise<void> => {
    for (;;) {
      const grant = await bucket.take(never);
      const there = least + random() * (most - least);
      await pause(there / 2);
      const { isTaken, sample } = server.call();
      await pause(there / 2);
      client.made += 1;
      if (isTaken) grant.answered(sample);
      else {
        client.refused += 1;
        grant.refused(sample, undefined);
      }
    }
  };
  for (let number = 0; number < atOnce; number += 1) void loop();
  return client;
}

/** Numbers between 0 and 1 that follow from a seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const worlds = fc.record({
  size: fc.constantFrom(KEY, TOKEN),
  clients: fc.integer({ min: 1, max: 4 }),
  atOnce: fc.integer({ min: 2, max: 16 }),
  least: fc.integer({ min: 1, max: 20 }),
  spread: fc.integer({ min: 0, max: 60 }),
  foreignShare: fc.constantFrom(0, 0.25, 0.5),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

describe('a token bucket', () => {
  property.prop([worlds], { numRuns: 25 })(
    'keeps within what its server has, and uses nearly all of it, however many share it',
    async ({ size, clients, atOnce, least, spread, foreignShare, seed }) => {
      const clock = createFakeClock();
      const server = createServerBucket(clock, size);
      const random = randomFrom(seed);
      const all = Array.from({ length: clients }, () =>
        keepBusy(clock, server, createTokenBucket(size, clock), { atOnce, least, most: least + spread, random }),
      );
      if (foreignShare > 0) {
        const everyMs = 1_000 / (size.perSecond * foreignShare);
        const foreign = () => {
          server.call();
          clock.after(everyMs, foreign);
        };
        clock.after(everyMs, foreign);
      }
      await clock.runUntil(5_000);
      const before = { ...server.counts };
      await clock.runUntil(65_000);
      const calls = server.counts.taken + server.counts.refused - before.taken - before.refused;
      expect(server.counts.refused - before.refused).toBeLessThanOrEqual(0.005 * calls);
      // Clients whose calls take long ask for less than there is.
      const askable = (clients * atOnce * clock.now()) / (least + spread / 2);
      expect(server.counts.taken).toBeGreaterThanOrEqual(
        0.95 * Math.min(server.allowed(), askable) - size.capacity / 4,
      );
      // Each has its share.
      const made = all.map((client) => client.made);
      expect(Math.min(...made)).toBeGreaterThanOrEqual(0.5 * Math.max(...made));
    },
  );

  it('follows the rate and the size that the answers tell', async () => {
    const clock = createFakeClock();
    const small = { perSecond: 5, capacity: 10 };
    const server = createServerBucket(clock, small);
    const client = keepBusy(clock, server, createTokenBucket(TOKEN, clock), {
      atOnce: 8,
      least: 5,
      most: 10,
      random: randomFrom(7),
    });
    await clock.runUntil(60_000);
    expect(server.counts.taken).toBeGreaterThanOrEqual(0.93 * server.allowed());
    expect(client.refused).toBeLessThanOrEqual(2);
  });

  it('uses what its server has also where each answer takes seconds', async () => {
    const clock = createFakeClock();
    const server = createServerBucket(clock, KEY);
    const options = { atOnce: 120, least: 1_800, most: 2_400, random: randomFrom(11) };
    const client = keepBusy(clock, server, createTokenBucket(KEY, clock), options);
    await clock.runUntil(60_000);
    expect(server.counts.taken).toBeGreaterThanOrEqual(0.9 * server.allowed() - KEY.capacity / 4);
    expect(client.refused).toBeLessThanOrEqual(0.005 * client.made);
  });

  it('lets ingestions have their turns', async () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket(KEY, clock);
    const order: string[] = [];
    const take = (share: string) => void bucket.take(never, { share }).then(() => order.push(share));
    for (let number = 0; number < 6; number += 1) take('large');
    take('small');
    await clock.runUntil(20_000);
    expect(order.indexOf('small')).toBeLessThanOrEqual(2);
  });

  it('waits for one token after a refusal, or for as long as it was told', async () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket(KEY, clock);
    const grants: number[] = [];
    const take = async () => {
      const grant = await bucket.take(never);
      grants.push(clock.now());
      return grant;
    };
    (await take()).refused({}, undefined);
    void take().then((grant) => grant.refused({}, 3_000));
    await clock.runUntil(2_000);
    expect(grants).toHaveLength(2);
    expect(grants[1]).toBeGreaterThanOrEqual(50);
    const second = grants[1] ?? 0;
    void take();
    await clock.runUntil(second + 2_990);
    expect(grants).toHaveLength(2);
    await clock.runUntil(second + 4_500);
    expect(grants).toHaveLength(3);
  });

  it('lets what brings work further go first, and starves no look', async () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket(KEY, clock);
    const order: string[] = [];
    for (let number = 0; number < 6; number += 1)
      void bucket.take(never, { callClass: 'look' }).then(() => order.push('look'));
    for (let number = 0; number < 6; number += 1) void bucket.take(never).then(() => order.push('work'));
    await clock.runUntil(20_000);
    // The first look had its turn before there was anything else.
    expect(order.slice(0, 7)).toEqual(['look', 'work', 'work', 'look', 'work', 'work', 'look']);
    expect(order).toHaveLength(12);
  });

  it('tells a wait as it was asked for, at whatever moment', async () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket({ perSecond: 1, capacity: 2 }, clock);
    // With 120,000 added and taken away again it is 0.00000000001 more.
    await clock.runUntil(68_170.567_121_879_65);
    const first = await bucket.take(never);
    const waiting = bucket.take(never);
    first.refused({}, 120_000);
    await expect(waiting).rejects.toMatchObject({
      message: 'the platform asks for no calls for another 120 s (Retry-After)',
      retryAfterMs: 120_000,
    });
  });

  it('forgets those that do not wait any more', async () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket({ perSecond: 1, capacity: 4 }, clock);
    const first = await bucket.take(never);
    first.refused({}, undefined);
    const ended = new AbortController();
    const waiting = bucket.take(ended.signal);
    ended.abort(new Error('over'));
    await expect(waiting).rejects.toThrow('over');
    let isGranted = false;
    void bucket.take(never).then(() => {
      isGranted = true;
    });
    await clock.runUntil(10_000);
    expect(isGranted).toBe(true);
  });
});
