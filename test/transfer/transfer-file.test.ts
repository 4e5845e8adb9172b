import { fc, test } from '@fast-check/vitest';
import { describe, expect, vi } from 'vitest';
import { ModelrailError } from '../../lib/errors.ts';
import { createAcceptedChunks } from '../../lib/transfer/accepted-chunks.ts';
import { type FileTransfer, transferFile } from '../../lib/transfer/transfer-file.ts';
import { stopTime } from './fake-time.ts';
import { type Model, modelFolder, passing, passOf, placesOf } from './model.ts';

const makeModel = await modelFolder();

/** A platform that keeps chunks; `deal` says what becomes of a request: taken and answered unless it throws. */
function createPlatform(model: Model, deal: (position: number, take: () => void) => void = (_, take) => take()) {
  const has = new Set<number>();
  const platform = {
    has,
    asked: 0,
    sends: [] as number[],
    waits: [] as { message: string; delayMs: number }[],
    answers: [] as number[],
  };
  const transfer: FileTransfer<string> = {
    ...passOf(model, {
      async send(_, { position }) {
        platform.sends.push(position);
        deal(position, () => has.add(position));
      },
    }),
    accepted: createAcceptedChunks(model.all.length),
    async ask() {
      platform.asked += 1;
      return { missing: model.all.filter((position) => !has.has(position)), answer: `answer ${platform.asked}` };
    },
    onAnswer: ({ missing }) => void platform.answers.push(missing.length),
    onWaiting(waiting) {
      if (waiting === undefined) return;
      platform.waits.push({ message: waiting.failure.message, delayMs: waiting.delayMs });
    },
  };
  return { platform, transfer };
}

/** Lets no wait take any time. */
function skipWaits(transfer: FileTransfer<string>): FileTransfer<string> {
  const time = stopTime();
  const { onWaiting } = transfer;
  return {
    ...transfer,
    onWaiting(waiting) {
      onWaiting(waiting);
      // The wait begins when this returns.
      if (waiting !== undefined) queueMicrotask(() => time.advanceTimersByTime(waiting.delayMs));
    },
  };
}

describe('a transfer', () => {
  test('asks, sends what is missing, and asks again', async () => {
    const model = await makeModel(45, 10);
    const { platform, transfer } = createPlatform(model);
    platform.has.add(1).add(3);
    expect(await transferFile(transfer)).toBe('answer 2');
    expect(platform.sends.toSorted((a, b) => a - b)).toEqual([0, 2, 4]);
    expect(platform.answers).toEqual([3, 0]);
  });

  test('sends nothing when nothing is missing', async () => {
    const model = await makeModel(45, 10);
    const { platform, transfer } = createPlatform(model);
    for (const position of model.all) platform.has.add(position);
    expect(await transferFile(transfer)).toBe('answer 1');
    expect(platform.sends).toEqual([]);
  });

  test('does not send a chunk again that the platform took although its answer was lost', async () => {
    const model = await makeModel(100, 10);
    const { platform, transfer } = createPlatform(model, (position, take) => {
      take();
      if (position % 3 === 0) throw passing('cut after it was taken');
    });
    await transferFile(transfer);
    expect(platform.sends.toSorted((a, b) => a - b)).toEqual(model.all);
    expect(platform.waits).toEqual([]);
  });

  test.prop([fc.integer({ min: 1, max: 30 }), fc.array(fc.nat(3), { maxLength: 60 })])(
    'brings every chunk over however the requests fail, as long as something gets through',
    async (chunks, fates) => {
      const model = await makeModel(chunks * 10, 10);
      let number = 0;
      const { platform, transfer } = createPlatform(model, (_, take) => {
        const fate = fates[number++] ?? 0;
        if (fate !== 1) take();
        if (fate !== 0) throw passing('unknown outcome');
      });
      // One at a time, so that nothing of a row of refusals gets through by luck.
      const end: unknown = await transferFile({ ...skipWaits(transfer), places: placesOf(1) }).catch((error) => error);
      const refused = fates.slice(0, number).filter((fate) => fate === 1).length;
      if (end instanceof Error) {
        expect(end).toEqual(passing('unknown outcome'));
        expect(refused).toBeGreaterThanOrEqual(3);
      } else {
        expect(platform.has.size).toBe(chunks);
      }
      const again = platform.sends.length - platform.has.size;
      expect(again).toBeLessThanOrEqual(refused);
    },
  );
});

describe('passes that bring nothing', () => {
  test('are three, with growing waits between; then the last failure is the transfer’s', async () => {
    const model = await makeModel(10, 10);
    let number = 0;
    const { platform, transfer } = createPlatform(model, () => {
      throw passing(`refusal ${(number += 1)}`);
    });
    await expect(transferFile(skipWaits(transfer))).rejects.toEqual(passing('refusal 3'));
    expect(platform.waits).toEqual([
      { message: 'refusal 1', delayMs: 500 },
      { message: 'refusal 2', delayMs: 1000 },
    ]);
    expect(platform.asked).toBe(4);
  });

  test('are counted anew after a gain', async () => {
    const model = await makeModel(20, 10);
    let number = 0;
    const { platform, transfer } = createPlatform(model, (_, take) => {
      number += 1;
      // Passes one and two are both chunks each, pass three begins with this request.
      if (number !== 5) throw passing(`refusal ${number}`);
      take();
    });
    await expect(transferFile({ ...skipWaits(transfer), places: placesOf(1) })).rejects.toEqual(passing('refusal 9'));
    expect(platform.waits.map(({ delayMs }) => delayMs)).toEqual([500, 1000, 500, 1000]);
    expect(platform.has.size).toBe(1);
  });

  test('wait as long as the platform asks', async () => {
    const model = await makeModel(10, 10);
    const { platform, transfer } = createPlatform(model, () => {
      throw passing('busy', { retryAfterMs: 3000 });
    });
    await expect(transferFile(skipWaits(transfer))).rejects.toThrow('busy');
    expect(platform.waits.map(({ delayMs }) => delayMs)).toEqual([3000, 3000]);
  });
});

test('a wait that the platform asks for is kept after a gain as well', async () => {
  const model = await makeModel(20, 10);
  let number = 0;
  const { platform, transfer } = createPlatform(model, (_, take) => {
    number += 1;
    if (number === 2) throw new ModelrailError('RateLimited', 'slow down', { isRetryable: true, retryAfterMs: 3000 });
    take();
  });
  await transferFile(skipWaits(transfer));
  expect(platform.waits).toEqual([{ message: 'slow down', delayMs: 3000 }]);
});

test('a platform that asks to slow down without saying for how long gets a pause, also after a gain', async () => {
  const model = await makeModel(30, 10);
  let number = 0;
  const { platform, transfer } = createPlatform(model, (_, take) => {
    number += 1;
    if (number % 2 === 0) throw new ModelrailError('RateLimited', 'slow down', { isRetryable: true });
    take();
  });
  await transferFile({ ...skipWaits(transfer), places: placesOf(1) });
  expect(platform.waits).toEqual([
    { message: 'slow down', delayMs: 500 },
    { message: 'slow down', delayMs: 500 },
  ]);
});

test('a wait longer than a transfer should hide is left to who called it', async () => {
  const model = await makeModel(10, 10);
  const failure = passing('maintenance', { retryAfterMs: 60_000 });
  const { platform, transfer } = createPlatform(model, () => {
    throw failure;
  });
  await expect(transferFile(transfer)).rejects.toBe(failure);
  expect(platform.waits).toEqual([]);
});

test('what no further try changes ends it at once', async () => {
  const model = await makeModel(10, 10);
  const failure = new ModelrailError('Authentication', 'no');
  const { platform, transfer } = createPlatform(model, () => {
    throw failure;
  });
  await expect(transferFile(transfer)).rejects.toBe(failure);
  expect(platform.asked).toBe(1);
});

describe('a refusal', () => {
  const refusal = new ModelrailError('PlatformRefused', 'no');

  test('ends it when the platform lacks chunks after it', async () => {
    const model = await makeModel(20, 10);
    const { platform, transfer } = createPlatform(model, (position, take) => {
      if (position === 0) throw refusal;
      take();
    });
    await expect(transferFile({ ...transfer, places: placesOf(1) })).rejects.toBe(refusal);
    expect([platform.sends, platform.asked]).toEqual([[0], 2]);
  });

  test('is none when the platform has every chunk: somebody else sent the same file', async () => {
    const model = await makeModel(20, 10);
    const { platform, transfer } = createPlatform(model, () => {
      for (const position of model.all) platform.has.add(position);
      throw refusal;
    });
    expect(await transferFile({ ...transfer, places: placesOf(1) })).toBe('answer 2');
  });
});

test('a status that cannot be had ends it at once', async () => {
  const model = await makeModel(10, 10);
  const { transfer } = createPlatform(model);
  const ask = vi.fn<typeof transfer.ask>().mockRejectedValue(passing('no status'));
  await expect(transferFile({ ...transfer, ask })).rejects.toThrow('no status');
  expect(ask).toHaveBeenCalledTimes(1);
});

test('who aborts while it waits ends it', async () => {
  stopTime();
  const model = await makeModel(10, 10);
  const caller = new AbortController();
  const reason = new Error('cancelled');
  const { transfer } = createPlatform(model, () => {
    throw passing('down');
  });
  const onWaiting = () => queueMicrotask(() => caller.abort(reason));
  await expect(transferFile({ ...transfer, signal: caller.signal, onWaiting })).rejects.toBe(reason);
});
