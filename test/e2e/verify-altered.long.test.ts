import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { states, verifying } from './verifying.ts';

const { system, deliver, verify, verifyInWords } = verifying();

describe('verify', () => {
  it.each([
    ['size', { size: 1 }, 'size 1 instead of'],
    ['path', { path: 'elsewhere' }, 'path elsewhere instead of'],
    ['id', { id: 'another' }, 'id another instead of'],
    ['content', { hash: 'f'.repeat(32) }, `MD5 ${'f'.repeat(32)} instead of`],
  ])('finds a file of which the %s was altered', async (_, change, words) => {
    const { result, hashes } = await deliver();
    await system().simulator.alterFile(hashes[2] ?? '', change);

    const { code, report } = await verify(result.id);

    expect(code).toBe(3);
    expect(states(report)).toEqual(['there', 'there', 'different']);
    expect(report.files[2]?.reason).toContain(words);
  });

  it('finds that the bytes were deleted under the platform', async () => {
    const { result, hashes } = await deliver();
    await rm(join(system().folder, 'simulator', 'files', hashes[0] ?? ''));
    expect(states((await verify(result.id)).report)).toEqual(['missing', 'there', 'there']);
  });

  it('finds a conversion that is gone, and one that does not hold any more', async () => {
    const [gone, changed] = [await deliver(), await deliver()];
    await system().simulator.removeTask(gone.result.taskId ?? '');
    await system().simulator.alterTask(changed.result.taskId ?? '', { outcome: 'fail', message: '模型已失效' });

    const first = await verify(gone.result.id);
    expect(first.code).toBe(3);
    expect(states(first.report)).toEqual(['missing', 'missing', 'missing']);
    expect(first.report.files[0]?.checks).toMatchObject([
      { state: 'there' },
      { what: 'conversion', state: 'missing' },
      {},
    ]);
    const second = await verify(changed.result.id);
    expect(second.code).toBe(3);
    expect(second.report.files[0]).toMatchObject({ state: 'different', reason: 'conversion failed: 模型已失效' });
  });

  it('is not put off by faults that pass', async () => {
    const { result } = await deliver();
    await system().simulator.fault({ every: 2, times: 4, kind: 'status', status: 503 });
    const report = await system().client.verify(result.id);
    await system().simulator.clearFaults();
    expect(states(report)).toEqual(['there', 'there', 'there']);
  });

  it('leaves a file open about which the platform refuses to answer', async () => {
    const { result } = await deliver();
    const refusal = { match: { endpoint: 'convertProcess' }, kind: 'status', status: 404 } as const;
    await system().simulator.fault(refusal);
    const { code, report } = await verify(result.id);
    const text = await verifyInWords(result.id, code);
    await system().simulator.clearFaults();
    expect(code).toBe(1);
    expect(text.match(/^3 files: unverifiable: /gm)).toHaveLength(1);
    expect(states(report)).toEqual(['unverifiable', 'unverifiable', 'unverifiable']);
    expect(report.files[0]?.checks[1]).toMatchObject({ what: 'conversion', error: { type: 'NotFound' } });
  });

  it('says that the platform is down, or that it refuses the credentials', async () => {
    const { result } = await deliver();
    await system().restartSimulator(async () => {
      const down = await system().modelrail('verify', result.id, '--json');
      expect(down.code).toBe(1);
      expect(JSON.parse(down.stdout).error.type).toBe('PlatformUnavailable');
    });
    await system().simulator.fault({ match: { path: '/api' }, kind: 'status', status: 403 });
    const refused = await system().modelrail('verify', result.id, '--json');
    await system().simulator.clearFaults();
    expect(JSON.parse(refused.stdout).error.type).toBe('PermissionDenied');
    expect((await verify(result.id)).code).toBe(0);
  });
});
