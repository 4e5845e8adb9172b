import { describe, expect, test, vi } from 'vitest';
import { ModelrailError } from '../../lib/errors.ts';
import { type ChunkPass, sendChunks } from '../../lib/transfer/send-chunks.ts';
import { isAllBack, modelFolder, passing, passOf, placesOf, shapeOf, sharedBy } from './model.ts';

const makeModel = await modelFolder();
const final = new ModelrailError('PlatformRefused', 'no');

/** A request that ends only when its signal does, as one does that hangs. */
function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

describe('a final failure', () => {
  test.each([passing('cut by ourselves'), new DOMException('aborted', 'AbortError')])(
    'ends the other requests first, and is what the pass throws (they end with %s)',
    async (aborted) => {
      const model = await makeModel(1000, 10);
      const ended: unknown[] = [];
      let onTheirWay = 0;
      const send = vi.fn<ChunkPass['send']>(async (_, { signal }) => {
        onTheirWay += 1;
        if (onTheirWay === 3) throw final;
        await hang(signal).catch(async (reason: unknown) => {
          await new Promise((resolve) => setImmediate(resolve));
          ended.push(reason);
          throw aborted;
        });
      });
      const shared = sharedBy(model, 3);
      await expect(sendChunks(passOf(model, { ...shared, send }))).rejects.toBe(final);
      expect(ended).toEqual([final, final]);
      expect(send).toHaveBeenCalledTimes(3);
      expect(await isAllBack(shared, 3, shapeOf(model))).toBe(true);
    },
  );

  test('does not wait for the turn of chunks that are held back', async () => {
    const model = await makeModel(30, 10);
    let admitted = 0;
    const pass = passOf(model, {
      send: () => Promise.reject(final),
      admit(_, work, signal) {
        admitted += 1;
        return admitted === 3 ? work() : hang(signal);
      },
    });
    await expect(sendChunks(pass)).rejects.toBe(final);
  });

  test('may be any error, also one of ours that was not foreseen', async () => {
    const model = await makeModel(100, 10);
    const bug = new TypeError('bug');
    const send = vi.fn<ChunkPass['send']>().mockRejectedValueOnce(bug).mockResolvedValue();
    await expect(sendChunks(passOf(model, { places: placesOf(1), send }))).rejects.toBe(bug);
    expect(send).toHaveBeenCalledTimes(1);
  });
});

describe('a caller who aborts', () => {
  test('ends the requests that are on their way', async () => {
    const model = await makeModel(1000, 10);
    const caller = new AbortController();
    const reason = new Error('cancelled');
    const shared = sharedBy(model, 3);
    let hanging = 0;
    const send = vi.fn<ChunkPass['send']>((_, { signal }) => {
      hanging += 1;
      if (hanging === 3) queueMicrotask(() => caller.abort(reason));
      return hang(signal);
    });
    await expect(sendChunks(passOf(model, { ...shared, send, signal: caller.signal }))).rejects.toBe(reason);
    expect(send).toHaveBeenCalledTimes(3);
    expect(await isAllBack(shared, 3, shapeOf(model))).toBe(true);
  });

  test('is told so even when every request ended well or was worth another try', async () => {
    const model = await makeModel(10, 10);
    const caller = new AbortController();
    const reason = new Error('cancelled');
    const send = async () => {
      caller.abort(reason);
      throw passing('cut by ourselves');
    };
    await expect(sendChunks(passOf(model, { send, signal: caller.signal }))).rejects.toBe(reason);
  });
});
