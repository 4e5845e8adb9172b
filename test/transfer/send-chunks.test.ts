import { open } from 'node:fs/promises';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, vi } from 'vitest';
import { ModelrailError } from '../../lib/errors.ts';
import { createPlaces } from '../../lib/transfer/places.ts';
import { type ChunkPass, sendChunks } from '../../lib/transfer/send-chunks.ts';
import { isAllBack, modelFolder, passing, passOf, placesOf, shapeOf, sharedBy } from './model.ts';

const makeModel = await modelFolder();
const limited = new ModelrailError('RateLimited', 'slow down', { isRetryable: true, retryAfterMs: 7 });

const ascending = (a: number, b: number) => a - b;

/** Changes one byte of a file in place. */
async function spoil(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, position);
  await file.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, position);
  await file.close();
}

const file = fc
  .record({ size: fc.integer({ min: 1, max: 3000 }), chunkSizeBytes: fc.integer({ min: 40, max: 4000 }) })
  .chain(({ size, chunkSizeBytes }) => {
    const chunks = Math.ceil(size / chunkSizeBytes);
    return fc.record({
      size: fc.constant(size),
      chunkSizeBytes: fc.constant(chunkSizeBytes),
      missing: fc.uniqueArray(fc.nat(chunks - 1), { minLength: 1 }).map((list) => list.sort((a, b) => a - b)),
    });
  });

describe('a pass', () => {
  test.prop([file, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })])(
    'sends each missing chunk once, with its bytes, and no more at a time than places and buffers allow',
    async ({ size, chunkSizeBytes, missing }, places, buffers) => {
      const model = await makeModel(size, chunkSizeBytes);
      const sent: number[] = [];
      const told: number[] = [];
      let inFlight = 0;
      const outcome = await sendChunks(
        passOf(model, {
          missing,
          ...sharedBy(model, places, buffers),
          onSent: ({ position, length }) => told.push(model.chunk(position).length === length ? length : -1),
          async send({ buffer, dataStart }, { position, length }) {
            inFlight += 1;
            expect(inFlight).toBeLessThanOrEqual(Math.min(places, buffers));
            const body = buffer.subarray(dataStart, dataStart + length);
            await Promise.resolve();
            expect(body).toEqual(model.chunk(position));
            sent.push(position);
            inFlight -= 1;
          },
        }),
      );
      expect(sent.toSorted(ascending)).toEqual(missing);
      expect(outcome).toEqual({ sent: missing.length });
      const lengths = missing.map((position) => model.chunk(position).length);
      expect(told.toSorted(ascending)).toEqual(lengths.toSorted(ascending));
    },
  );

  test('sends several chunks at a time', async () => {
    const model = await makeModel(300, 100);
    let started = 0;
    let letAllGo = () => {};
    const allStarted = new Promise<void>((resolve) => {
      letAllGo = resolve;
    });
    const send = () => {
      started += 1;
      if (started === 3) letAllGo();
      return allStarted;
    };
    expect(await sendChunks(passOf(model, { send }))).toEqual({ sent: 3 });
  });

  test('leaves a chunk out whose request failed, and does not send it again', async () => {
    const model = await makeModel(1000, 10);
    const tried: number[] = [];
    const onSent = vi.fn<ChunkPass['onSent']>();
    const shared = sharedBy(model, 3);
    const outcome = await sendChunks(
      passOf(model, {
        ...shared,
        onSent,
        async send(_, { position }) {
          tried.push(position);
          if (position % 2 === 1) throw passing(`chunk ${position}`);
        },
      }),
    );
    expect(tried.toSorted(ascending)).toEqual(model.all);
    expect(outcome).toEqual({ sent: 50, lastFailure: passing('chunk 99') });
    expect(onSent).toHaveBeenCalledTimes(50);
    expect(await isAllBack(shared, 3, shapeOf(model))).toBe(true);
  });

  test('does not use the buffer of a failed request again: the socket may still read it', async () => {
    const model = await makeModel(400, 100);
    const buffers: Buffer[] = [];
    await sendChunks(
      passOf(model, {
        places: placesOf(1),
        async send({ buffer }, { position }) {
          buffers.push(buffer);
          if (position === 1) throw passing('cut');
        },
      }),
    );
    expect(buffers[1]).toBe(buffers[0]);
    expect(buffers[2]).not.toBe(buffers[1]);
    expect(buffers[3]).toBe(buffers[2]);
  });

  test.each([1, 4])('ends early when nothing gets through (%i at a time)', async (places) => {
    const model = await makeModel(1000, 10);
    const send = vi.fn<ChunkPass['send']>().mockRejectedValue(passing('down'));
    const outcome = await sendChunks(passOf(model, { places: placesOf(places), send }));
    expect(outcome).toEqual({ sent: 0, lastFailure: passing('down') });
    expect(send).toHaveBeenCalledTimes(2 * places);
  });

  test('has as many requests under way as there are places at each moment', async () => {
    const model = await makeModel(1000, 10);
    const limits = [...Array(20).fill(2), ...Array(30).fill(6), ...Array(50).fill(3)];
    let begun = 0;
    let ended = 0;
    const concurrency = {
      get limit() {
        return limits[ended] ?? 3;
      },
      begin: () => (begun += 1),
      end: () => void (ended += 1),
    };
    const seen = new Map<number, Set<number>>();
    const outcome = await sendChunks(
      passOf(model, {
        places: createPlaces(concurrency),
        async send() {
          const { limit } = concurrency;
          const inFlight = begun - ended;
          // Those that began before the limit fell are still there for a while.
          if (ended >= 50 && ended < 60) return;
          seen.set(limit, (seen.get(limit) ?? new Set()).add(inFlight));
          await new Promise((resolve) => setImmediate(resolve));
        },
      }),
    );
    expect(outcome).toEqual({ sent: 100 });
    expect([2, 6, 3].map((limit) => Math.max(...(seen.get(limit) ?? [])))).toEqual([2, 6, 3]);
  });

  test('begins no request after the platform asked for a pause', async () => {
    const model = await makeModel(1000, 10);
    let tried = 0;
    const outcome = await sendChunks(
      passOf(model, {
        places: placesOf(1),
        async send() {
          tried += 1;
          if (tried === 4) throw limited;
        },
      }),
    );
    expect(outcome).toEqual({ sent: 3, lastFailure: limited });
    expect(tried).toBe(4);
  });

  test('keeps to the pause whatever befalls the requests that were on their way', async () => {
    const model = await makeModel(1000, 10);
    const send = vi
      .fn<ChunkPass['send']>()
      .mockRejectedValueOnce(limited)
      .mockRejectedValueOnce(passing('cut'))
      .mockResolvedValue();
    const outcome = await sendChunks(passOf(model, { places: placesOf(2), send }));
    expect(outcome).toEqual({ sent: 0, lastFailure: limited });
    expect(send).toHaveBeenCalledTimes(2);
  });
});

describe('a file that changed', () => {
  test.prop([file, fc.nat()])('a chunk that differs from its checksum is never sent', async (drawn, at) => {
    const model = await makeModel(drawn.size, drawn.chunkSizeBytes);
    await spoil(model.source, at % model.size);
    const spoiled = Math.floor((at % model.size) / model.chunkSizeBytes);
    const send = vi.fn<ChunkPass['send']>().mockResolvedValue();
    const shared = sharedBy(model, 3);
    const pass = sendChunks(passOf(model, { ...shared, missing: drawn.missing, send }));
    if (drawn.missing.includes(spoiled)) {
      await expect(pass).rejects.toMatchObject({
        type: 'SourceChanged',
        isRetryable: false,
        message: `${model.source} changed after it was hashed (chunk ${spoiled + 1})`,
      });
    } else {
      await pass;
    }
    expect(send.mock.calls.map(([, { position }]) => position)).not.toContain(spoiled);
    expect(await isAllBack(shared, 3, shapeOf(model))).toBe(true);
  });

  test('is looked at once more before the last chunk leaves', async () => {
    const model = await makeModel(50, 10);
    const events: string[] = [];
    await sendChunks(
      passOf(model, {
        missing: [0, 2, 3],
        places: placesOf(1),
        send: async (_, { position }) => void events.push(`send ${position}`),
        checkSource: async () => void events.push('look'),
      }),
    );
    expect(events).toEqual(['send 0', 'send 2', 'look', 'send 3']);
  });

  test('keeps its last chunk when that look tells a change', async () => {
    const model = await makeModel(50, 10);
    const changed = new ModelrailError('SourceChanged', 'touched');
    const send = vi.fn<ChunkPass['send']>().mockResolvedValue();
    const shared = sharedBy(model, 3);
    const pass = sendChunks(passOf(model, { ...shared, send, checkSource: () => Promise.reject(changed) }));
    await expect(pass).rejects.toBe(changed);
    expect(send.mock.calls.map(([, { position }]) => position)).not.toContain(4);
    expect(await isAllBack(shared, 3, shapeOf(model))).toBe(true);
  });
});
