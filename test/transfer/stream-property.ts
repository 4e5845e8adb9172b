import { fc } from '@fast-check/vitest';
import { expect } from 'vitest';
import { parseBandwidth } from '../../lib/transfer/bandwidth.ts';
import { createPacer } from '../../lib/transfer/pacer.ts';
import { sendStream } from '../../lib/transfer/send-stream.ts';
import { placesOf } from './model.ts';
import { MIB, REFUSAL, type StreamModel, watchedBuffers } from './stream-model.ts';

const reason = new Error('the caller’s own reason');

/** Around the borders of pieces, slices and buffers. */
const size = fc.oneof(
  fc.constant(0),
  fc.nat(3 * MIB),
  fc
    .tuple(fc.constantFrom(0, 64 * 1024, MIB, 2 * MIB, 3 * MIB), fc.integer({ min: -2, max: 2 }))
    .map(([border, off]) => Math.max(0, border + off)),
);

const file = fc.record({
  size,
  /** What befalls it, after so many thousandths of its bytes. */
  fate: fc.constantFrom('take', 'take', 'refuse', 'cut', 'abort', 'known', 'other'),
  after: fc.nat(1000),
  isSlow: fc.boolean(),
});

/** Files that are sent at the same time, and what they share. */
export const streamCase = fc.record({
  files: fc.array(file, { minLength: 1, maxLength: 5 }),
  places: fc.integer({ min: 1, max: 3 }),
  budget: fc.integer({ min: 1, max: 3 }),
  bandwidth: fc.constantFrom(undefined, undefined, '300M', 'off'),
});

type Drawn = typeof streamCase extends fc.Arbitrary<infer T> ? T : never;

/** Sends the files and compares what is reported with what the server got by its own count. */
export async function checkStreams(model: StreamModel, { files, places, budget, bandwidth }: Drawn): Promise<void> {
  const budgetBytes = budget * 2 * MIB;
  const buffers = watchedBuffers(budgetBytes);
  const shared = { places: placesOf(places), buffers };
  const pacer = bandwidth === undefined ? undefined : createPacer(parseBandwidth(bandwidth));
  await Promise.all(
    files.map(async (drawn) => {
      const made = await model.makeFile(drawn.size);
      const afterBytes = Math.floor((drawn.size * drawn.after) / 1000);
      const controller = new AbortController();
      let sentBytes = 0;
      const transfer = model.transferOf(
        made,
        {
          ...shared,
          pace: () => pacer,
          signal: controller.signal,
          onSent(bytes) {
            sentBytes += bytes;
            if (drawn.fate === 'abort' && sentBytes >= afterBytes) controller.abort(reason);
          },
          ...(drawn.fate === 'known' ? { known: made.digest } : {}),
          ...(drawn.fate === 'other' ? { known: { crc32: made.digest.crc32 ^ 1 } } : {}),
        },
        {
          kind: drawn.fate === 'refuse' || drawn.fate === 'cut' ? drawn.fate : 'take',
          afterBytes,
          isSlow: drawn.isSlow,
        },
      );
      const path = model.lastPath();
      const outcome = await sendStream(transfer).catch((error: unknown) => ({ error }));
      expect(sentBytes).toBeLessThanOrEqual(drawn.size);
      const got = { size: drawn.size, md5: made.digest.md5 };
      switch (drawn.size === 0 && drawn.fate === 'abort' ? 'take' : drawn.fate) {
        case 'take':
        case 'known':
          expect(outcome).toEqual({ answer: got, ...made.digest });
          expect(model.whole.get(path)).toEqual(got);
          expect(sentBytes).toBe(drawn.size);
          return;
        case 'refuse':
          expect(outcome).toMatchObject({
            error: { type: 'PlatformRefused', message: `PUT ${path}: HTTP 413: ${REFUSAL}` },
          });
          return;
        case 'cut':
          expect(outcome).toMatchObject({ error: { type: 'PlatformUnavailable', isRetryable: true } });
          return;
        case 'abort':
          expect(outcome).toEqual({ error: reason });
          return;
        default:
          expect(outcome).toMatchObject({ error: { type: 'SourceChanged', isRetryable: false } });
          expect(model.whole.has(path)).toBe(false);
      }
    }),
  );
  expect(buffers.mostBytes).toBeLessThanOrEqual(budgetBytes);
  expect(buffers.released + buffers.discarded).toBe(buffers.taken);
  expect(buffers.taken).toBe(files.length);
}
