import { describe, expect, test } from 'vitest';
import { createIngestionLimits, type TransferLimits } from '../../activities/ingestion-limits.ts';

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
    const registry = createIngestionLimits();
    const [first, second, other] = [await use(registry, 'a'), await use(registry, 'a'), await use(registry, 'b')];
    expect(second.limits).toBe(first.limits);
    expect(other.limits.requests).not.toBe(first.limits.requests);
    expect(other.limits.pacer).not.toBe(first.limits.pacer);
  });

  test('are kept until its last step ends', async () => {
    const registry = createIngestionLimits();
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
    const registry = createIngestionLimits();
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

  test('are none without a wish', async () => {
    const { limits } = await use(createIngestionLimits(), 'a', {});
    expect(limits).toEqual({ requests: undefined, pacer: undefined });
  });

  test('are given up by a step that fails', async () => {
    const registry = createIngestionLimits();
    let limits: TransferLimits | undefined;
    const failing = registry.use('a', { concurrency: 1 }, async (given) => {
      limits = given;
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await use(registry, 'a', { concurrency: 1 })).limits).not.toBe(limits);
  });

  test('that cannot be read are refused before any work', async () => {
    await expect(use(createIngestionLimits(), 'a', { bwlimit: 'fast' })).rejects.toMatchObject({
      type: 'InvalidRequest',
    });
  });
});
