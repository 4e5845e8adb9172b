import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import type { PlatformSessions } from '../../activities/sessions.ts';
import { createVerificationActivities } from '../../activities/verification.ts';
import type { DeliveredFile } from '../../contracts/verification.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { ConversionProgress } from '../../platforms/chongqing-bim/conversions.ts';

/** Asks about files whose status calls end as `answer` says; answers how many calls there were, too. */
async function verify(
  files: number,
  answer: (hash: string) => Promise<unknown>,
  convertProcess?: () => Promise<ConversionProgress>,
) {
  let calls = 0;
  const client = {
    uploadStatus({ hash }: { hash: string }) {
      calls += 1;
      return answer(hash);
    },
    convertProcess,
  };
  // as: all that this step asks of a platform.
  const platforms = { kindOf: () => 'chongqing-bim', session: () => ({ client }) } as unknown as PlatformSessions;
  const environment = new MockActivityEnvironment({ attempt: 1 }, { logger: new DefaultLogger('ERROR') });
  const { verifyFiles } = createVerificationActivities({ platforms });
  const delivered = Array.from({ length: files }, (_, index): DeliveredFile => {
    const task = convertProcess && { modelGroupId: 'g', taskId: 't' };
    return { index, name: `${index}.ifc`, hash: `${index}`, size: 1, ...(task && { task }) };
  });
  const asked: ReturnType<typeof verifyFiles> = environment.run(verifyFiles, { platform: 'cq', files: delivered });
  const [outcome] = await Promise.allSettled([asked]);
  return { outcome, calls };
}

const down = () => new ModelrailError('PlatformUnavailable', 'no answer', { isRetryable: true });
const unknown = { status: 'unknown', missingChunks: [] };

describe('asking about many files', () => {
  test('ends soon when nobody answers', async () => {
    const { outcome, calls } = await verify(200, () => Promise.reject(down()));
    expect(outcome).toMatchObject({ status: 'rejected', reason: { type: 'PlatformUnavailable', nonRetryable: false } });
    expect(calls).toBeLessThan(20);
  });

  test('leaves those open that had no answer, while others had one', async () => {
    const { outcome } = await verify(20, (hash) => (hash === '7' ? Promise.reject(down()) : Promise.resolve(unknown)));
    const { files } = outcome.status === 'fulfilled' ? outcome.value : { files: [] };
    expect(files.map(({ state }) => state)).toEqual(files.map(({ index }) => (index === 7 ? 'deferred' : 'asked')));
    expect(files).toHaveLength(20);
  });

  test('is not put off by one call that many files share', async () => {
    let calls = 0;
    const { outcome } = await verify(
      20,
      () => Promise.resolve(unknown),
      async () => {
        calls += 1;
        if (calls === 1) throw down();
        return { found: false, done: false, succeeded: false, message: '', models: [] };
      },
    );
    const { files } = outcome.status === 'fulfilled' ? outcome.value : { files: [] };
    expect(files.filter(({ state }) => state === 'asked').length).toBeGreaterThanOrEqual(12);
    expect(calls).toBe(2);
  });

  test('ends at once with what concerns every file', async () => {
    const { outcome } = await verify(20, () => Promise.reject(new ModelrailError('Authentication', 'no')));
    expect(outcome).toMatchObject({ status: 'rejected', reason: { type: 'Authentication', nonRetryable: true } });
  });

  test('says of a file whose task is not known that its conversion cannot be asked for', async () => {
    const { outcome } = await verify(1, () => Promise.resolve(unknown));
    const { files } = outcome.status === 'fulfilled' ? outcome.value : { files: [] };
    expect(files).toMatchObject([
      { checks: [{ state: 'missing' }, { what: 'conversion', state: 'unverifiable' }, { what: 'records' }] },
    ]);
  });
});
