import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createLanePool, type Lane, type LanePool, type LaneShape } from '../../lib/transfer/lanes.ts';

const forever = new AbortController().signal;
const SMALL = { headBytes: 10, chunkBytes: 100, tailBytes: 10 };
const LARGE = { headBytes: 10, chunkBytes: 100_000, tailBytes: 10 };

/** Lets everything go on that waits for nothing but promises. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Somebody who asked for a lane. */
interface Asker {
  number: number;
  shape: LaneShape;
  controller: AbortController;
  lane?: Lane;
  error?: unknown;
}

/** Asks, and keeps who has what. */
function createScene(lanes: number) {
  const pool = createLanePool({ lanes });
  const waiting: Asker[] = [];
  const held: Asker[] = [];
  const served: number[] = [];
  let asked = 0;
  let most = 0;
  return {
    mostHeld: () => most,
    waiting,
    held,
    served,
    ask(shape: LaneShape): Asker {
      const asker: Asker = { number: (asked += 1), shape, controller: new AbortController() };
      waiting.push(asker);
      const leave = () => waiting.splice(waiting.indexOf(asker), 1);
      pool.acquire(shape, asker.controller.signal).then(
        (lane) => {
          leave();
          asker.lane = lane;
          held.push(asker);
          served.push(asker.number);
          most = Math.max(most, held.length);
        },
        (error: unknown) => {
          leave();
          asker.error = error;
        },
      );
      return asker;
    },
    /** Whoever has a lane gives it back later all the same. */
    abort(position: number) {
      const askers = [...waiting, ...held];
      askers[position % Math.max(1, askers.length)]?.controller.abort(new Error('aborted'));
    },
    giveBack(position: number, how: 'release' | 'discard') {
      const [asker] = held.splice(position % Math.max(1, held.length), 1);
      if (asker?.lane === undefined) return;
      if (how === 'release') pool.release(asker.lane);
      else pool.discard();
    },
  };
}

const shape = fc.record({
  headBytes: fc.constantFrom(1, 300, 5000, 9000),
  chunkBytes: fc.constantFrom(1, 5000, 20_000),
  tailBytes: fc.constantFrom(1, 300, 5000, 9000),
});
const step = fc.record({
  act: fc.oneof(
    fc.record({ kind: fc.constant('ask' as const), shape }),
    fc.record({
      kind: fc.constant('giveBack' as const),
      position: fc.nat(10),
      how: fc.constantFrom('release' as const, 'discard' as const),
    }),
    fc.record({ kind: fc.constant('abort' as const), position: fc.nat(10) }),
  ),
  isSettled: fc.boolean(),
});

test.prop([fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 60, size: 'max' })])(
  'whatever happens: no more lanes than allowed, each its own and large enough, in the order of asking',
  async (lanes, steps) => {
    const scene = createScene(lanes);
    for (const { act, isSettled } of steps) {
      if (act.kind === 'ask') scene.ask(act.shape);
      else if (act.kind === 'giveBack') scene.giveBack(act.position, act.how);
      else scene.abort(act.position);
      if (!isSettled) continue;
      await settle();
      expect(scene.waiting.length === 0 || scene.held.length === lanes).toBe(true);
      expect(Math.max(0, ...scene.served)).toBeLessThan(scene.waiting[0]?.number ?? Number.POSITIVE_INFINITY);
      expect(new Set(scene.held.map(({ lane }) => lane?.buffer)).size).toBe(scene.held.length);
      for (const { lane, shape: wanted } of scene.held) {
        const room = (lane?.buffer.length ?? 0) - (lane?.dataStart ?? 0);
        expect(lane?.dataStart).toBeGreaterThanOrEqual(wanted.headBytes);
        expect(room).toBeGreaterThanOrEqual(wanted.chunkBytes + wanted.tailBytes);
      }
    }
    await settle();
    expect(scene.mostHeld()).toBeLessThanOrEqual(lanes);
  },
);

describe('a pool of lanes', () => {
  test('serves who waits before who asks when a lane comes back', async () => {
    const scene = createScene(1);
    scene.ask(SMALL);
    await settle();
    const waiter = scene.ask(SMALL);
    scene.giveBack(0, 'release');
    const late = scene.ask(SMALL);
    await settle();
    expect([waiter.lane === undefined, late.lane === undefined]).toEqual([false, true]);
  });

  test('lets a waiter go with the reason of its signal, and serves the next', async () => {
    const scene = createScene(1);
    scene.ask(SMALL);
    const [first, second] = [scene.ask(SMALL), scene.ask(SMALL)];
    const reason = new Error('cancelled');
    first.controller.abort(reason);
    await settle();
    expect(first.error).toBe(reason);
    scene.giveBack(0, 'release');
    await settle();
    expect(second.lane).toBeDefined();
  });

  test('gives nothing to who is aborted already', async () => {
    const pool = createLanePool({ lanes: 1 });
    const reason = new Error('cancelled');
    await expect(pool.acquire(SMALL, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await pool.acquire(SMALL, forever)).toBeDefined();
  });

  test('gives a released buffer again, a discarded one never', async () => {
    const pool = createLanePool({ lanes: 1 });
    const first = await pool.acquire(SMALL, forever);
    pool.release(first);
    const again = await pool.acquire(SMALL, forever);
    expect(again.buffer).toBe(first.buffer);
    pool.discard();
    expect((await pool.acquire(SMALL, forever)).buffer).not.toBe(first.buffer);
  });

  test('gives a larger buffer to a smaller chunk', async () => {
    const pool = createLanePool({ lanes: 1 });
    const large = await pool.acquire(LARGE, forever);
    pool.release(large);
    expect((await pool.acquire(SMALL, forever)).buffer).toBe(large.buffer);
  });

  test('keeps no more buffers than lanes: a larger one takes the place of a smaller', async () => {
    const pool = createLanePool({ lanes: 2 });
    const small = await acquireAll(pool, 2, SMALL);
    for (const lane of small) pool.release(lane);
    const large = await pool.acquire(LARGE, forever);
    pool.release(large);
    const later = (await acquireAll(pool, 2, SMALL)).map(({ buffer }) => buffer);
    expect(later).toContain(large.buffer);
    expect(later.filter((buffer) => small.some((lane) => lane.buffer === buffer))).toHaveLength(1);
  });
});

function acquireAll(pool: LanePool, count: number, shape: LaneShape): Promise<Lane[]> {
  return Promise.all(Array.from({ length: count }, () => pool.acquire(shape, forever)));
}
