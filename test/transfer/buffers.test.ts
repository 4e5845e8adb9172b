import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  type BufferShape,
  type ChunkBuffer,
  type ChunkBuffers,
  createChunkBuffers,
} from '../../lib/transfer/buffers.ts';

const forever = new AbortController().signal;
const SMALL = { headBytes: 10, chunkBytes: 20_000, tailBytes: 10 };
const LARGE = { headBytes: 10, chunkBytes: 100_000, tailBytes: 10 };

/** What a buffer of a shape takes: head and tail in whole pages. */
const bytesOf = ({ headBytes, chunkBytes, tailBytes }: BufferShape) =>
  4096 * Math.ceil(headBytes / 4096) + chunkBytes + 4096 * Math.ceil(tailBytes / 4096);

/** Lets everything go on that waits for nothing but promises. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Somebody who asked for a buffer. */
interface Asker {
  number: number;
  shape: BufferShape;
  controller: AbortController;
  taken?: ChunkBuffer;
  error?: unknown;
}

/** Asks, and keeps who has what. */
function createScene(budgetBytes: number) {
  const buffers = createChunkBuffers({ budgetBytes });
  const waiting: Asker[] = [];
  const held: Asker[] = [];
  const served: number[] = [];
  let asked = 0;
  const heldBytes = () => held.reduce((sum, { taken }) => sum + (taken?.buffer.length ?? 0), 0);
  let mostBytes = 0;
  return {
    heldBytes,
    /** The most bytes that were held at a time, but for a buffer that is alone. */
    mostBytes: () => mostBytes,
    waiting,
    held,
    served,
    ask(shape: BufferShape): Asker {
      const asker: Asker = { number: (asked += 1), shape, controller: new AbortController() };
      waiting.push(asker);
      const leave = () => waiting.splice(waiting.indexOf(asker), 1);
      buffers.take(shape, asker.controller.signal).then(
        (taken) => {
          leave();
          asker.taken = taken;
          held.push(asker);
          served.push(asker.number);
          if (held.length > 1) mostBytes = Math.max(mostBytes, heldBytes());
        },
        (error: unknown) => {
          leave();
          asker.error = error;
        },
      );
      return asker;
    },
    /** Whoever has a buffer gives it back later all the same. */
    abort(position: number) {
      const askers = [...waiting, ...held];
      askers[position % Math.max(1, askers.length)]?.controller.abort(new Error('aborted'));
    },
    giveBack(position: number, how: 'release' | 'discard') {
      const [asker] = held.splice(position % Math.max(1, held.length), 1);
      if (asker?.taken !== undefined) buffers[how](asker.taken);
    },
  };
}

const shape = fc.record({
  headBytes: fc.constantFrom(1, 300, 5000, 9000),
  chunkBytes: fc.constantFrom(1, 5000, 20_000, 70_000),
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

test.prop([fc.integer({ min: 20_000, max: 200_000 }), fc.array(step, { maxLength: 60, size: 'max' })])(
  'whatever happens: no more bytes than the budget, each buffer its own and large enough, in the order of asking',
  async (budgetBytes, steps) => {
    const scene = createScene(budgetBytes);
    for (const { act, isSettled } of steps) {
      if (act.kind === 'ask') scene.ask(act.shape);
      else if (act.kind === 'giveBack') scene.giveBack(act.position, act.how);
      else scene.abort(act.position);
      if (!isSettled) continue;
      await settle();
      const [first] = scene.waiting;
      if (first !== undefined) {
        expect(scene.held.length).toBeGreaterThan(0);
        expect(scene.heldBytes() + bytesOf(first.shape)).toBeGreaterThan(budgetBytes);
        expect(Math.max(0, ...scene.served)).toBeLessThan(first.number);
      }
      expect(new Set(scene.held.map(({ taken }) => taken?.buffer)).size).toBe(scene.held.length);
      for (const { taken, shape: wanted } of scene.held) {
        const room = (taken?.buffer.length ?? 0) - (taken?.dataStart ?? 0);
        expect(taken?.dataStart).toBeGreaterThanOrEqual(wanted.headBytes);
        expect(room).toBeGreaterThanOrEqual(wanted.chunkBytes + wanted.tailBytes);
      }
    }
    await settle();
    expect(scene.mostBytes()).toBeLessThanOrEqual(budgetBytes);
    // Nobody is forgotten: whoever waits gets a buffer when the others have given theirs back.
    while (scene.held.length > 0) {
      scene.giveBack(0, 'release');
      await settle();
    }
    expect(scene.waiting).toEqual([]);
  },
);

describe('the buffers of a worker', () => {
  test('go to who waits before who asks when one comes back', async () => {
    const scene = createScene(bytesOf(SMALL));
    scene.ask(SMALL);
    await settle();
    const waiter = scene.ask(SMALL);
    scene.giveBack(0, 'release');
    const late = scene.ask(SMALL);
    await settle();
    expect([waiter.taken === undefined, late.taken === undefined]).toEqual([false, true]);
  });

  test('let a waiter go with the reason of its signal, and serve the next, if need be at once', async () => {
    const scene = createScene(bytesOf(LARGE));
    scene.ask(SMALL);
    const [first, second] = [scene.ask(LARGE), scene.ask(SMALL)];
    await settle();
    expect(second.taken).toBeUndefined();
    const reason = new Error('cancelled');
    first.controller.abort(reason);
    await settle();
    expect(first.error).toBe(reason);
    expect(second.taken).toBeDefined();
  });

  test('are not given to who is aborted already', async () => {
    const buffers = createChunkBuffers({ budgetBytes: bytesOf(SMALL) });
    const reason = new Error('cancelled');
    await expect(buffers.take(SMALL, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await buffers.take(SMALL, forever)).toBeDefined();
  });

  test('are given again when they were released, never when they were discarded', async () => {
    const buffers = createChunkBuffers({ budgetBytes: bytesOf(SMALL) });
    const first = await buffers.take(SMALL, forever);
    buffers.release(first);
    const again = await buffers.take(SMALL, forever);
    expect(again.buffer).toBe(first.buffer);
    buffers.discard(again);
    expect((await buffers.take(SMALL, forever)).buffer).not.toBe(first.buffer);
  });

  test('serve a smaller chunk too, unless most of one would lie idle', async () => {
    const buffers = createChunkBuffers({ budgetBytes: 2 * bytesOf(LARGE) });
    const large = await buffers.take(LARGE, forever);
    buffers.release(large);
    expect((await buffers.take(SMALL, forever)).buffer).not.toBe(large.buffer);
    expect((await buffers.take({ ...LARGE, chunkBytes: 60_000 }, forever)).buffer).toBe(large.buffer);
  });

  test('make room for those of another size: what was not used for longest goes', async () => {
    const buffers = createChunkBuffers({ budgetBytes: 5 * bytesOf(SMALL) });
    const small = await takeAll(buffers, 5, SMALL);
    for (const one of small) buffers.release(one);
    await buffers.take(LARGE, forever);
    const [left] = await takeAll(buffers, 1, SMALL);
    expect(left?.buffer).toBe(small.at(-1)?.buffer);
  });

  test('are one that goes alone when a chunk is larger than the budget, and it is not kept', async () => {
    const scene = createScene(bytesOf(SMALL));
    scene.ask(SMALL);
    const large = scene.ask(LARGE);
    const after = scene.ask(SMALL);
    await settle();
    expect([large.taken, after.taken]).toEqual([undefined, undefined]);
    scene.giveBack(0, 'release');
    await settle();
    expect([large.taken?.buffer.length, after.taken]).toEqual([bytesOf(LARGE), undefined]);
    const { buffer } = large.taken ?? {};
    scene.giveBack(0, 'release');
    await settle();
    expect(after.taken).toBeDefined();
    scene.giveBack(0, 'release');
    const again = scene.ask(LARGE);
    await settle();
    expect(again.taken?.buffer.length).toBe(bytesOf(LARGE));
    expect(again.taken?.buffer).not.toBe(buffer);
  });
});

function takeAll(buffers: ChunkBuffers, count: number, wanted: BufferShape): Promise<ChunkBuffer[]> {
  return Promise.all(Array.from({ length: count }, () => buffers.take(wanted, forever)));
}
