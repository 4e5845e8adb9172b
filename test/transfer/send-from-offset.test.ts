import { open } from 'node:fs/promises';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ModelrailError } from '../../lib/errors.ts';
import { sendFromOffset } from '../../lib/transfer/send-from-offset.ts';
import { inChinese } from '../support/in-chinese.ts';
import { isAllBack, modelFolder, placesOf } from './model.ts';
import { createOffsetPlatform, type Fate, WRONG_POSITION } from './offset-model.ts';

const makeModel = await modelFolder();

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Fate>('take') },
  fc.constantFrom<Fate>('cut', 'cut-after', 'stale', 'busy', 'limited'),
  fc.nat(80).map((keeps) => ({ keeps })),
  fc.nat(80).map((other) => ({ other })),
);

const sending = fc.record({
  size: fc.integer({ min: 1, max: 1_000 }),
  part: fc.integer({ min: 1, max: 400 }),
  begun: fc.nat(1_000),
  // Each brings at most two tries without a gain in a row, where three end a transfer.
  fates: fc.array(fc.tuple(fate, fc.boolean()), { maxLength: 20 }).map((drawn) => {
    const fates: Fate[] = [];
    for (const [one, isTwice] of drawn) fates.push(one, ...(isTwice ? [one] : []), 'take');
    return fates;
  }),
});

describe('a file that is sent from an offset', () => {
  test.prop([sending])(
    'comes whole whatever befalls its parts, and each part begins where the platform was said to be',
    async ({ size, part, begun, fates }) => {
      const model = await makeModel(size, part);
      const { platform, transfer, run } = createOffsetPlatform(model, { begun: Math.min(begun, size), fates });

      expect(await run()).toBe(`${size} bytes`);
      expect(platform.content.equals(model.content)).toBe(true);
      const ends = platform.parts.map(({ from, length }) => from + length);
      expect(ends.filter((end) => end % part !== 0 && end !== size)).toEqual([]);
      expect(platform.parts.every(({ length }) => length >= 1 && length <= part)).toBe(true);
      // What was in vain is one part for each fault at most.
      const faults = fates.filter((one) => one !== 'take' && one !== 'stale').length;
      const sent = platform.parts.reduce((sum, { length }) => sum + length, 0);
      expect(sent).toBeLessThanOrEqual(size + faults * part);
      expect(await isAllBack(transfer, 1, { headBytes: 16, chunkBytes: part, tailBytes: 16 })).toBe(true);
    },
  );

  test('is asked for once and told by its parts when nothing befalls it', async () => {
    const model = await makeModel(95, 10);
    const { platform, run } = createOffsetPlatform(model, { begun: 25 });
    await run();
    expect(platform.parts.map(({ from, length }) => [from, length])).toEqual([
      [25, 5],
      [30, 10],
      [40, 10],
      [50, 10],
      [60, 10],
      [70, 10],
      [80, 10],
      [90, 5],
    ]);
    expect(platform).toMatchObject({ asked: 1, sentBytes: 70, waits: [] });
  });

  test('that the platform has is not read', async () => {
    const model = await makeModel(95, 10);
    const { platform, run } = createOffsetPlatform(model, { begun: 95 });
    await run();
    expect(platform.parts).toEqual([]);
  });

  test('goes on behind what another sender sent, and takes that for no error', async () => {
    const model = await makeModel(100, 10);
    const { platform, run } = createOffsetPlatform(model, { fates: [{ other: 17 }, { other: 10 }, { other: 40 }] });
    await run();
    expect(platform.parts.filter(({ from, wanted }) => from !== wanted)).toHaveLength(0);
    expect(platform.waits).toEqual([]);
    expect(platform.sentBytes).toBe(33);
  });

  test('gives its place to others after some parts', async () => {
    const model = await makeModel(200, 10);
    const { transfer } = createOffsetPlatform(model);
    let turns = 0;
    await sendFromOffset({
      ...transfer,
      admit(work) {
        turns += 1;
        return work();
      },
    });
    expect(turns).toBe(3);
  });
});

describe('a refusal of a part', () => {
  const refused = (count: number): Fate[] => Array<Fate>(count).fill('busy');

  test('is no end, with growing pauses', async () => {
    const model = await makeModel(100, 10);
    const { platform, run } = createOffsetPlatform(model, { fates: refused(4) });
    await run();
    expect(platform.waits.map(({ message, delayMs }) => [message, delayMs])).toEqual([
      ['busy', 1_000],
      ['busy', 5_000],
      ['busy', 15_000],
      ['busy', 30_000],
    ]);
  });

  test('that stays the same at the same position five times is one', async () => {
    const model = await makeModel(100, 10);
    const { platform, run } = createOffsetPlatform(model, { fates: ['take', ...refused(5)] });
    await expect(run()).rejects.toMatchObject({ type: 'PlatformRefused', message: 'busy', isRetryable: false });
    expect(platform.parts.map(({ from }) => from)).toEqual([0, 10, 10, 10, 10, 10]);
  });

  test('counts anew where the platform has moved on', async () => {
    const model = await makeModel(100, 10);
    const { run } = createOffsetPlatform(model, { fates: [...refused(4), 'take', ...refused(4)] });
    expect(await run()).toBe('100 bytes');
  });

  test('of the position is followed to where the platform is', async () => {
    const model = await makeModel(100, 10);
    const { platform, transfer } = createOffsetPlatform(model, { begun: 30 });
    const { ask } = transfer;
    let isFirst = true;
    await sendFromOffset({
      ...transfer,
      // A node that is behind.
      async ask() {
        const status = await ask();
        if (!isFirst) return status;
        isFirst = false;
        return { ...status, position: 20 };
      },
    });
    expect(platform.parts[0]).toMatchObject({ from: 20, wanted: 30 });
    expect(platform.waits).toEqual([]);
    expect(WRONG_POSITION).toBe('wrong position');
  });
});

describe('a platform that brings a file no further', () => {
  test('is tried three times, then the step decides', async () => {
    const model = await makeModel(100, 10);
    const { platform, run } = createOffsetPlatform(model, { fates: ['take', 'cut', 'cut', 'cut', 'cut'] });
    await expect(run()).rejects.toMatchObject({ type: 'PlatformUnavailable', isRetryable: true });
    expect(platform.waits.map(({ delayMs }) => delayMs)).toEqual([500, 1_000]);
  });

  test('and asks for a long pause is left to the step', async () => {
    const model = await makeModel(100, 10);
    const { transfer } = createOffsetPlatform(model);
    const busy = new ModelrailError('RateLimited', 'later', { isRetryable: true, retryAfterMs: 60_000 });
    await expect(sendFromOffset({ ...transfer, send: () => Promise.reject(busy) })).rejects.toBe(busy);
  });

  test('loses what it had three times, then the file fails for good', async () => {
    const model = await makeModel(100, 10);
    const { run } = createOffsetPlatform(model, { fates: Array.from({ length: 4 }, () => ({ loses: 100 })) });
    const end: unknown = await run().catch((error: unknown) => error);
    expect(end).toMatchObject({ type: 'UnexpectedResponse', isConclusive: true });
    expect(inChinese(end)).toMatch(/^平台曾有 .* 的更多内容，现在只有 \d+ 字节$/);
    const again = createOffsetPlatform(model, {
      fates: ['take', { loses: 15 }, 'take', { loses: 15 }, { loses: 100 }],
    });
    expect(await again.run()).toBe('100 bytes');
  });

  test('wants a byte that the file does not have', async () => {
    const model = await makeModel(100, 10);
    const { transfer } = createOffsetPlatform(model);
    const beyond = { position: 101, isComplete: false, answer: '' };
    await expect(sendFromOffset({ ...transfer, ask: () => Promise.resolve(beyond) })).rejects.toMatchObject({
      type: 'UnexpectedResponse',
    });
  });

  test('has all bytes and is not complete', async () => {
    const model = await makeModel(100, 10);
    const { transfer, platform } = createOffsetPlatform(model, { begun: 100 });
    const full = { position: 100, isComplete: false, answer: '' };
    await expect(sendFromOffset({ ...transfer, ask: () => Promise.resolve(full) })).rejects.toMatchObject({
      type: 'UnexpectedResponse',
      isRetryable: true,
    });
    expect(platform.waits).toHaveLength(2);
  });
});

describe('a file that changed', () => {
  test.prop([fc.nat(99), fc.nat(100)])('never has a part sent that is not what was hashed', async (at, begun) => {
    const model = await makeModel(100, 10);
    const file = await open(model.source, 'r+');
    await file.write(Buffer.from([(model.content[at] ?? 0) ^ 1]), 0, 1, at);
    await file.close();
    const { platform, transfer, run } = createOffsetPlatform(model, { begun });
    const isWanted = begun < 100 && Math.floor(at / 10) >= Math.floor(begun / 10);
    const end = await run().catch((error: ModelrailError) => error.type);
    expect(end).toBe(isWanted ? 'SourceChanged' : '100 bytes');
    expect(platform.content.equals(model.content.subarray(0, platform.content.length))).toBe(true);
    expect(await isAllBack(transfer, 1, { headBytes: 16, chunkBytes: 10, tailBytes: 16 })).toBe(true);
  });

  test('in size is noticed before its last part', async () => {
    const model = await makeModel(100, 10);
    const { platform, transfer } = createOffsetPlatform(model);
    const changed = new ModelrailError('SourceChanged', 'longer');
    const run = sendFromOffset({ ...transfer, checkSource: () => Promise.reject(changed) });
    await expect(run).rejects.toBe(changed);
    expect(platform.content).toHaveLength(90);
  });
});

test('an aborted transfer ends with the reason and gives all back', async () => {
  const model = await makeModel(100, 10);
  const controller = new AbortController();
  const { transfer } = createOffsetPlatform(model);
  const reason = new Error('enough');
  const run = sendFromOffset({
    ...transfer,
    places: placesOf(1),
    signal: controller.signal,
    async send(_, { signal }) {
      controller.abort(reason);
      signal.throwIfAborted();
      throw new Error('goes on');
    },
  });
  await expect(run).rejects.toBe(reason);
});
