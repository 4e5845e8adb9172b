import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestProgress, VerifyReport } from '../../client/index.ts';
import { md5, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
});

afterAll(() => system[Symbol.asyncDispose]());

let next = 0;

/** Delivers three small models that no other test has. */
async function deliver(): Promise<{ result: IngestProgress; hashes: string[] }> {
  const contents = [1, 2, 3].map(() => smallIfc((next += 1)));
  const names = contents.map((content) => `${md5(content).slice(0, 6)}.ifc`);
  const sources = await Promise.all(contents.map((content, n) => system.addModel(names[n] ?? '', content)));
  const result = await system.finish(await system.start(system.request(sources)));
  expect(result.status).toBe('completed');
  return { result, hashes: contents.map(md5) };
}

/** Runs `modelrail verify`. */
async function verify(id: string): Promise<{ code: number | null; report: VerifyReport }> {
  const { code, stdout } = await system.modelrail('verify', id, '--json');
  return { code, report: JSON.parse(stdout) as VerifyReport }; // as: it is what is tested
}

/** What people are told, which has to end as `code` says. */
async function verifyInWords(id: string, code: number | null): Promise<string> {
  const told = await system.modelrail('verify', id);
  expect(told.code).toBe(code);
  return told.stdout;
}

const states = (report: VerifyReport) => report.files.map(({ state }) => state);

describe('verify', () => {
  it('finds everything there after a delivery, and says what it cannot ask for', async () => {
    const { result, hashes } = await deliver();
    const before = await system.simulator.state();

    const { code, report } = await verify(result.id);
    const text = await verifyInWords(result.id, code);

    expect(code).toBe(0);
    expect(report).toMatchObject({
      id: result.id,
      runId: result.runId,
      platform: 'cq',
      status: 'completed',
      counts: { there: 3, missing: 0, different: 0, unverifiable: 0, notDelivered: 0 },
      notAsked: ['project, model group and model records (the platform has no call that reads them)'],
    });
    expect(report.files.map(({ hash }) => hash)).toEqual(hashes);
    expect(report.files[0]?.checks.map(({ what, state }) => [what, state])).toEqual([
      ['file', 'there'],
      ['conversion', 'there'],
      ['records', 'unverifiable'],
    ]);
    expect(text).toContain(`${result.id}: 3 files: 3 there`);
    expect(text).toContain('not to be asked for: project');
    expect(await system.simulator.state()).toEqual(before);
  });

  it('finds a file that was removed', async () => {
    const { result, hashes } = await deliver();
    await system.simulator.removeFile(hashes[1] ?? '');

    const { code, report } = await verify(result.id);
    const { code: codeOfWords, stdout: text } = await system.modelrail('verify', result.id);

    expect([code, codeOfWords]).toEqual([3, 3]);
    expect(states(report)).toEqual(['there', 'missing', 'there']);
    expect(report.files[1]?.reason).toBe(`the platform has no file of MD5 ${hashes[1]}`);
    expect(text).toContain(`${report.files[1]?.name}: missing: the platform has no file`);
    expect(text).toContain('3 files: 2 there, 1 missing');
  });

  it.each([
    ['size', { size: 1 }, 'size 1 instead of'],
    ['path', { path: 'elsewhere' }, 'path elsewhere instead of'],
    ['id', { id: 'another' }, 'id another instead of'],
    ['content', { hash: 'f'.repeat(32) }, `MD5 ${'f'.repeat(32)} instead of`],
  ])('finds a file of which the %s was altered', async (_, change, words) => {
    const { result, hashes } = await deliver();
    await system.simulator.alterFile(hashes[2] ?? '', change);

    const { code, report } = await verify(result.id);

    expect(code).toBe(3);
    expect(states(report)).toEqual(['there', 'there', 'different']);
    expect(report.files[2]?.reason).toContain(words);
  });

  it('finds that the bytes were deleted under the platform', async () => {
    const { result, hashes } = await deliver();
    await rm(join(system.folder, 'simulator', 'files', hashes[0] ?? ''));
    expect(states((await verify(result.id)).report)).toEqual(['missing', 'there', 'there']);
  });

  it('finds a conversion that is gone, and one that does not hold any more', async () => {
    const [gone, changed] = [await deliver(), await deliver()];
    await system.simulator.removeTask(gone.result.taskId ?? '');
    await system.simulator.alterTask(changed.result.taskId ?? '', { outcome: 'fail', message: '模型已失效' });

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

  it('asks about what was delivered only, and is not content while anything was not', async () => {
    const sources = await Promise.all(['ok.ifc', 'bad.ifc'].map((name, n) => system.addModel(name, smallIfc(700 + n))));
    await system.simulator.failModel({ name: 'bad.ifc', errorMessage: 'ParseModelError', times: 1 });
    const { id } = await system.finish(await system.start(system.request(sources)));
    const { code, report } = await verify(id);
    const text = await verifyInWords(id, code);
    expect(code).toBe(3);
    expect(report).toMatchObject({
      counts: { there: 1, notDelivered: 1 },
      notDelivered: [
        { index: 1, name: 'bad.ifc', source: sources[1], status: 'failed', error: { type: 'ConversionFailed' } },
      ],
    });
    expect(text).toMatch(/^bad\.ifc +not delivered/m);
    expect(text).toContain('bad.ifc: not delivered: ConversionFailed: ');
    expect(text).toContain('1 file: 1 there (1 file not delivered)');

    const dry = system.request([await system.addModel('dry.ifc', smallIfc(710))], { options: { dryRun: true } });
    const { id: dryId } = await system.finish(await system.start(dry));
    const nothing = await verify(dryId);
    expect(nothing).toMatchObject({ code: 3, report: { files: [], note: 'a dry run delivers nothing' } });
    expect(await verifyInWords(dryId, nothing.code)).toContain('nothing was delivered (1 file not delivered)');
  });

  it('is not put off by faults that pass', async () => {
    const { result } = await deliver();
    await system.simulator.fault({ every: 2, times: 4, kind: 'status', status: 503 });
    const report = await system.client.verify(result.id);
    await system.simulator.clearFaults();
    expect(states(report)).toEqual(['there', 'there', 'there']);
  });

  it('leaves a file open about which the platform refuses to answer', async () => {
    const { result } = await deliver();
    const refusal = { match: { endpoint: 'convertProcess' }, kind: 'status', status: 404 } as const;
    await system.simulator.fault(refusal);
    const { code, report } = await verify(result.id);
    const text = await verifyInWords(result.id, code);
    await system.simulator.clearFaults();
    expect(code).toBe(1);
    expect(text.match(/^3 files: unverifiable: /gm)).toHaveLength(1);
    expect(states(report)).toEqual(['unverifiable', 'unverifiable', 'unverifiable']);
    expect(report.files[0]?.checks[1]).toMatchObject({ what: 'conversion', error: { type: 'NotFound' } });
  });

  it('says that the platform is down, or that it refuses the credentials', async () => {
    const { result } = await deliver();
    await system.restartSimulator(async () => {
      const down = await system.modelrail('verify', result.id, '--json');
      expect(down.code).toBe(1);
      expect(JSON.parse(down.stdout).error.type).toBe('PlatformUnavailable');
    });
    await system.simulator.fault({ match: { path: '/api' }, kind: 'status', status: 403 });
    const refused = await system.modelrail('verify', result.id, '--json');
    await system.simulator.clearFaults();
    expect(JSON.parse(refused.stdout).error.type).toBe('PermissionDenied');
    expect((await verify(result.id)).code).toBe(0);
  });

  it('of an id that nobody knows is an error', async () => {
    const { code, stdout } = await system.modelrail('verify', 'nobody-knows', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.type).toBe('NotFound');
  });

  it('says that no worker listens', async () => {
    await using other = await startSystem();
    const worker = await other.startWorker();
    const source = await other.addModel('alone.ifc', smallIfc(800));
    const id = `t-${randomUUID()}`;
    await other.finish(await other.start(other.request([source]), id));
    await worker.stop();
    const startedAt = performance.now();
    await expect(other.client.verify(id)).rejects.toMatchObject({
      type: 'UnexpectedResponse',
      message: expect.stringContaining('no worker listens'),
    });
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });
});
