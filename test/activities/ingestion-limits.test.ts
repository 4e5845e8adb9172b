import { describe, expect, test } from 'vitest';
import { createIngestionLimits, type LimitChanges, type TransferLimits } from '../../activities/ingestion-limits.ts';
import type { SendingLimits } from '../../contracts/limits.ts';
import { stopTime } from '../transfer/fake-time.ts';

/** Nothing is set while steps run. */
const UNCHANGED: LimitChanges = { read: () => new Promise(() => {}), intervalMs: 1_000 };

/** Uses an ingestion's limits until `end` is called. */
function use(
  registry: ReturnType<typeof createIngestionLimits>,
  ingestion: string,
  wishes: Parameters<typeof registry.use>[1] = { concurrency: 2, bwlimit: '1M' },
): Promise<{ limits: TransferLimits; end(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    let finish = () => {};
    const finished = new Promise<void>((done) => {
      finish = done;
    });
    const using: Promise<void> = registry.use(ingestion, wishes, (limits) => {
      resolve({
        limits,
        end() {
          finish();
          return using;
        },
      });
      return finished;
    });
    using.catch(reject);
  });
}

describe('the limits of an ingestion', () => {
  test('are the same for all its steps, and others for another ingestion', async () => {
    const registry = createIngestionLimits(UNCHANGED);
    const [first, second, other] = [await use(registry, 'a'), await use(registry, 'a'), await use(registry, 'b')];
    expect(second.limits).toBe(first.limits);
    expect(other.limits.requests).not.toBe(first.limits.requests);
    expect(other.limits.pacer).not.toBe(first.limits.pacer);
  });

  test('are kept until its last step ends', async () => {
    const registry = createIngestionLimits(UNCHANGED);
    const first = await use(registry, 'a');
    const second = await use(registry, 'a');
    await first.end();
    const third = await use(registry, 'a');
    expect(third.limits).toBe(second.limits);
    await second.end();
    await third.end();
    expect((await use(registry, 'a')).limits).not.toBe(first.limits);
  });

  test('bound the requests of all its steps together', async () => {
    const registry = createIngestionLimits(UNCHANGED);
    const steps = [await use(registry, 'a'), await use(registry, 'a')];
    let running = 0;
    let most = 0;
    const works = [...steps, ...steps, ...steps].map(async ({ limits }) =>
      limits.requests?.(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      }),
    );
    await Promise.all(works);
    expect(most).toBe(2);
  });

  test('pace all its steps together, also one that begins when the last one has just ended', async () => {
    const time = stopTime(new Date(2026, 0, 5));
    const { signal } = new AbortController();
    const start = Date.now();
    const registry = createIngestionLimits(UNCHANGED);
    const step = async () => {
      const { limits, end } = await use(registry, 'a', { bwlimit: '1000b' });
      await limits.pacer?.take(1000, signal);
      await end();
      return Date.now() - start;
    };
    const ends = [step(), step()];
    await time.runAllTimersAsync();
    const last = step();
    await time.runAllTimersAsync();
    expect(await Promise.all([...ends, last])).toEqual([0, 1000, 2000]);
  });

  test('that differ hold for the steps that run already', async () => {
    const time = stopTime(new Date(2026, 0, 5));
    const { signal } = new AbortController();
    const registry = createIngestionLimits(UNCHANGED);
    const { limits } = await use(registry, 'a', { concurrency: 1, bwlimit: '1b' });
    await limits.pacer?.take(1_000_000, signal);
    const waiting = limits.pacer?.take(1_000_000, signal);
    let began = 0;
    const requests = [1, 2, 3].map(async () =>
      limits.requests?.(async () => {
        began += 1;
        await waiting;
      }),
    );
    const start = Date.now();
    await use(registry, 'a', { concurrency: 2 });
    await Promise.all(requests);
    expect([Date.now() - start, began, limits.requests?.concurrency]).toEqual([0, 3, 2]);
    await use(registry, 'a', {});
    expect(limits.requests).toBeUndefined();
    await time.runAllTimersAsync();
  });

  test('are none without a wish', async () => {
    const { limits } = await use(createIngestionLimits(UNCHANGED), 'a', {});
    expect(limits).toEqual({ requests: undefined, pacer: undefined });
  });

  test('are given up by a step that fails', async () => {
    const registry = createIngestionLimits(UNCHANGED);
    let limits: TransferLimits | undefined;
    const failing = registry.use('a', { concurrency: 1 }, async (given) => {
      limits = given;
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await use(registry, 'a', { concurrency: 1 })).limits).not.toBe(limits);
  });

  test('that cannot be read are refused before any work', async () => {
    await expect(use(createIngestionLimits(UNCHANGED), 'a', { bwlimit: 'fast' })).rejects.toMatchObject({
      type: 'InvalidRequest',
    });
  });
});

describe('limits that are set while steps run', () => {
  test('hold from the next look on, and for the steps that begin later', async () => {
    const time = stopTime(new Date(2026, 0, 5));
    const { signal } = new AbortController();
    const looks: string[] = [];
    const set: { changed?: SendingLimits } = {};
    const registry = createIngestionLimits({
      async read(ingestion) {
        looks.push(ingestion);
        return set.changed;
      },
      intervalMs: 2_000,
    });
    const { limits, end } = await use(registry, 'a', { concurrency: 1, bwlimit: '1b' });
    await limits.pacer?.take(1_000_000, signal);
    const start = Date.now();
    const waiting = limits.pacer?.take(1_000_000, signal).then(() => Date.now() - start);
    await time.advanceTimersByTimeAsync(1_000);
    set.changed = { concurrency: 3, bwlimit: 'off' };
    await time.advanceTimersByTimeAsync(1_000);
    expect([await waiting, limits.requests?.concurrency, looks]).toEqual([2_000, 3, ['a', 'a']]);

    const later = await use(registry, 'a', { concurrency: 1, bwlimit: '1b' });
    expect(later.limits.requests?.concurrency).toBe(3);
    await end();
    await later.end();
    await time.runAllTimersAsync();
    expect(looks).toEqual(['a', 'a']);
  });

  test('stay as they are known while Temporal does not answer', async () => {
    const time = stopTime(new Date(2026, 0, 5));
    const answers: (SendingLimits | Error)[] = [{ concurrency: 3 }, new Error('unavailable')];
    const registry = createIngestionLimits({
      async read() {
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return answer;
      },
      intervalMs: 2_000,
    });
    const { limits, end } = await use(registry, 'a', { concurrency: 1 });
    await time.advanceTimersByTimeAsync(2_000);
    expect([limits.requests?.concurrency, answers.length]).toEqual([3, 0]);
    await end();
  });
});
