import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { RequestEnd } from '../../lib/transfer/concurrency.ts';
import { createPlaces, type Place } from '../../lib/transfer/places.ts';

const forever = new AbortController().signal;
const accepted: RequestEnd = { acceptedBytes: 1, isOverload: false };
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A limit that the test moves, and what it is told. */
function createLimit(limit: number) {
  const told: (number | [number, RequestEnd])[] = [];
  let begun = 0;
  const concurrency = {
    limit,
    told,
    begin() {
      begun += 1;
      told.push(begun);
      return begun;
    },
    end: (request: number, end: RequestEnd) => void told.push([request, end]),
  };
  return concurrency;
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const) }),
  fc.record({ kind: fc.constant('free' as const), position: fc.nat(10) }),
  fc.record({ kind: fc.constant('abort' as const), position: fc.nat(10) }),
  fc.record({ kind: fc.constant('limit' as const), limit: fc.integer({ min: 1, max: 6 }) }),
);

test.prop([fc.array(step, { maxLength: 60, size: 'max' })])(
  'whatever happens: nobody gets a place above the limit of the moment, nobody waits below it, in the order of asking within a share',
  async (steps) => {
    const limit = createLimit(3);
    const places = createPlaces(limit);
    const held: Place[] = [];
    let waiting: { number: number; controller: AbortController }[] = [];
    const served: number[] = [];
    let asked = 0;
    for (const act of steps) {
      const heldBefore = held.length;
      if (act.kind === 'ask') {
        const asker = { number: (asked += 1), controller: new AbortController() };
        waiting.push(asker);
        const leave = () => (waiting = waiting.filter((one) => one !== asker));
        places.acquire(asker.controller.signal).then((place) => {
          leave();
          held.push(place);
          served.push(asker.number);
        }, leave);
      } else if (act.kind === 'free') {
        held.splice(act.position % Math.max(1, held.length), 1)[0]?.free(accepted);
      } else if (act.kind === 'abort') {
        waiting[act.position % Math.max(1, waiting.length)]?.controller.abort();
      } else {
        // The limit changes when a request ends.
        limit.limit = act.limit;
        held.pop()?.free(accepted);
      }
      await settle();
      expect(held.length).toBeLessThanOrEqual(Math.max(limit.limit, heldBefore));
      if (held.length > 0) expect(waiting.length === 0 || held.length >= limit.limit).toBe(true);
    }
    expect(served).toEqual(served.toSorted((a, b) => a - b));
  },
);

describe('places', () => {
  test('go to each share in its turn: one request does not wait behind all of another ingestion', async () => {
    const places = createPlaces(createLimit(1));
    const held = await places.acquire(forever, 'many');
    const served: string[] = [];
    const ask = async (share: string, name: string) => {
      const place = await places.acquire(forever, share);
      served.push(name);
      place.free(accepted);
    };
    const all = [
      ...['m1', 'm2', 'm3', 'm4'].map((name) => ask('many', name)),
      ...['o1', 'o2'].map((name) => ask('one', name)),
    ];
    held.free(accepted);
    await Promise.all(all);
    expect(served).toEqual(['m1', 'o1', 'm2', 'o2', 'm3', 'm4']);
  });

  test('tell who decides on their number of every request, and how it ended', async () => {
    const limit = createLimit(2);
    const places = createPlaces(limit);
    const [first, second] = [await places.acquire(forever), await places.acquire(forever)];
    const overload = { acceptedBytes: 0, isOverload: true };
    second.free(overload);
    first.free(accepted);
    expect(limit.told).toEqual([1, 2, [2, overload], [1, accepted]]);
  });

  test('are not given to who is aborted already', async () => {
    const places = createPlaces(createLimit(1));
    const reason = new Error('cancelled');
    await expect(places.acquire(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await places.acquire(forever)).toBeDefined();
  });
});
