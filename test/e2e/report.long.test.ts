import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeliveryReport, IngestProgress } from '../../client/index.ts';
import { REPORT_FORMATS } from '../../lib/report/paper.ts';
import { md5, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({
    evidence: { sha256: true },
    further: {
      drawings: { kind: 'fractal3d', simulator: {} },
      disk: { kind: 'longyan-disk', simulator: {} },
      files: { kind: 'iuap-files', simulator: {} },
    },
  });
  await system.hostedWorker();
});

afterAll(() => system[Symbol.asyncDispose]());

let next = 0;

/** Delivers small models that no other test has. */
async function deliver(
  count = 3,
  more: Parameters<TestSystem['request']>[1] = {},
): Promise<{ result: IngestProgress; sources: string[] }> {
  const contents = Array.from({ length: count }, () => smallIfc((next += 1)));
  const names = contents.map((content) => `${md5(content).slice(0, 6)}.ifc`);
  const sources = await Promise.all(contents.map((content, n) => system.addModel(names[n] ?? '', content)));
  const result = await system.finish(await system.start(system.request(sources, more)));
  expect(result.status).toBe('completed');
  return { result, sources };
}

/** A folder with copies of files, as they are handed over. */
async function handOver(name: string, sources: readonly string[]): Promise<string> {
  const folder = join(system.folder, name);
  await mkdir(folder);
  for (const source of sources) await copyFile(source, join(folder, basename(source)));
  return folder;
}

async function reportOf(...args: string[]): Promise<DeliveryReport> {
  const { code, stdout } = await system.modelrail('report', ...args, '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout) as DeliveryReport; // as: it is what is tested
}

describe('report', () => {
  it('says what was delivered where, by whom, when, at which try, and what the platform says of it', async () => {
    await system.simulator.fault({ match: { endpoint: 'convertModel' }, times: 2, kind: 'status', status: 503 });
    const { result, sources } = await deliver();
    const hash = result.files[1]?.hash ?? '';
    await system.simulator.removeFile(hash);

    const report = await reportOf(result.id);

    const [ingestion] = report.ingestions;
    expect(report).toMatchObject({ report: 1, ingestions: [{ id: result.id, runId: result.runId }] });
    expect(ingestion).toMatchObject({
      platform: 'cq',
      kind: 'chongqing-bim',
      status: 'completed',
      startedBy: expect.stringMatching(/^.+@.+$/),
      startedAt: result.startedAt,
      closedAt: result.closedAt,
      projectId: result.projectId,
      target: [{ label: 'Project', value: 'Bridge' }],
      totals: { files: 3, delivered: 3, failed: 0 },
      verification: { counts: { there: 2, missing: 1, notDelivered: 0 } },
    });
    const content = await readFile(sources[1] ?? '');
    expect(ingestion?.files[1]).toMatchObject({
      name: basename(sources[1] ?? ''),
      source: sources[1],
      size: content.length,
      format: { kind: 'ifc', version: 'IFC2X3' },
      md5: hash,
      sha256: createHash('sha256').update(content).digest('hex'),
      status: 'registered',
      isDelivered: true,
      ids: { taskId: result.taskId, modelGroupId: result.modelGroupId, projectId: result.projectId },
      // The submission was refused twice.
      attempts: 3,
      verified: 'missing',
      reason: `the platform has no file of MD5 ${hash}`,
    });
    expect(ingestion?.files[0]).toMatchObject({ verified: 'there', deliveredAt: expect.any(String) });
    expect(await system.client.report([result.id])).toMatchObject({ ingestions: [{ files: ingestion?.files }] });
  });

  it('of a partial ingestion has what failed, and why', async () => {
    const sources = await Promise.all(['ok.ifc', 'bad.ifc'].map((name, n) => system.addModel(name, smallIfc(700 + n))));
    await system.simulator.failModel({ name: 'bad.ifc', errorMessage: 'ParseModelError', times: 1 });
    const { id } = await system.finish(await system.start(system.request(sources)));

    const { stdout, stderr, code } = await system.modelrail('report', id, '--lang', 'zh');

    expect(code).toBe(0);
    expect(stderr).toContain(`${id}: 1 个文件未交付`);
    for (const words of [
      '<!doctype html>',
      '部分完成',
      '未交付',
      '转换失败（ConversionFailed）：',
      'ParseModelError',
    ]) {
      expect(stdout).toContain(words);
    }
    const retried = await system.client.retry(id);
    expect(retried.isNewRun).toBe(true);
    await system.finish(id);
    const [again] = (await reportOf(id)).ingestions;
    expect(again?.files.map(({ attempts, isDelivered }) => [attempts, isDelivered])).toEqual([
      [1, true],
      [2, true],
    ]);
    expect(again?.startedBy).toMatch(/@/);
  });

  it('of several ingestions has each once, in the order in which they are named', async () => {
    const [one, other] = [await deliver(1), await deliver(2)];
    const ids = [other.result.id, one.result.id];
    const report = await reportOf(...ids, other.result.id);
    expect(report.ingestions.map(({ id }) => id)).toEqual(ids);
  });

  it('tells every id that is unknown, before anything is asked', async () => {
    const { result } = await deliver(1);
    const { code, stdout } = await system.modelrail('report', 'unknown-1', result.id, 'unknown-2', '--json');
    expect(code).toBe(2);
    const { error } = JSON.parse(stdout);
    expect(error.type).toBe('NotFound');
    for (const id of ['unknown-1', 'unknown-2']) expect(error.message).toContain(`no ingestion ${id} in Temporal`);
    expect(error.message).not.toContain(result.id);
  });

  it('without an answer of the platform says why', async () => {
    const { result } = await deliver(1);
    await system.simulator.fault({ match: { path: '/api' }, kind: 'status', status: 403 });
    const { code, stdout, stderr } = await system.modelrail('report', result.id, '--format', 'csv');
    const report = await reportOf(result.id);
    await system.simulator.clearFaults();
    expect(code).toBe(0);
    expect(stderr).toContain(`${result.id}: the platform was not asked: `);
    expect(stdout).toContain(result.files[0]?.hash);
    expect(report.ingestions[0]).toMatchObject({ unverified: { type: 'PermissionDenied' } });
    expect(report.ingestions[0]).not.toHaveProperty('verification');
  });

  it('of a dry run says that nothing was sent', async () => {
    const dry = system.request([await system.addModel('dry.ifc', smallIfc(710))], { options: { dryRun: true } });
    const { id } = await system.finish(await system.start(dry));
    const [ingestion] = (await reportOf(id)).ingestions;
    expect(ingestion).toMatchObject({
      dryRun: true,
      totals: { delivered: 0 },
      files: [{ isDelivered: false, ids: {} }],
    });
    expect(ingestion).not.toHaveProperty('verification');
  });

  it.each([
    ['drawings', { project: undefined, target: 'e3dx' }, 'converted', 'transactionId'],
    ['disk', { project: undefined, period: '小学', subject: '语文' }, 'registered', 'resId'],
    ['files', { project: undefined, filepath: 'order-1', groupname: 'models' }, 'registered', 'fileId'],
  ] as const)('is made of a delivery to %s', async (platform, more, status, id) => {
    const { result } = await deliver(2, { platform, ...more } as never);
    const [ingestion] = (await reportOf(result.id)).ingestions;
    expect(ingestion).toMatchObject({ platform, totals: { files: 2, delivered: 2 }, files: [{ status }, { status }] });
    expect(ingestion?.files[0]?.ids[id]).toEqual(expect.any(String));
    const page = await system.modelrail('report', result.id, '--lang', 'zh');
    expect(page.stdout).toContain(ingestion?.files[0]?.ids[id]);
    // Every label is Chinese.
    const labels = [...page.stdout.matchAll(/<th scope="row">([^<]*)</g)].map(([, label = '']) => label);
    expect(labels.filter((label) => !/\p{Script=Han}/u.test(label))).toEqual([]);
  });
});

describe('report --check', () => {
  it.each(REPORT_FORMATS)('agrees with the files of a delivery by a report as %s', async (format) => {
    const { result, sources } = await deliver();
    const folder = await handOver(`agrees-${format}`, sources);
    const paper = join(folder, `paper.${format}`);
    const made = await system.modelrail(
      'report',
      result.id,
      '--format',
      format,
      '--output',
      paper,
      '--lang',
      'zh',
      '--json',
    );
    expect(made.code).toBe(0);
    expect(JSON.parse(made.stdout)).toEqual({ ids: [result.id], format, files: 3, output: paper });

    const { code, stdout } = await system.modelrail('report', '--check', paper, '--lang', 'en');

    expect(stdout).toContain(`${folder}: 3 as on the report`);
    expect(code).toBe(0);
  });

  it('finds a file that was altered, one that is missing, and one too many', async () => {
    const { result, sources } = await deliver();
    const folder = await handOver('differs', sources);
    const paper = join(system.folder, 'paper-of-differs.html');
    await system.modelrail('report', result.id, '--output', paper);
    const [altered = '', missing = '', same = ''] = sources.map((source) => basename(source));
    const content = await readFile(join(folder, altered));
    content[content.length - 2] = (content[content.length - 2] ?? 0) ^ 1;
    await writeFile(join(folder, altered), content);
    await rm(join(folder, missing));
    await writeFile(join(folder, 'more.ifc'), smallIfc(9_999));

    const json = await system.modelrail('report', '--check', paper, folder, '--json');
    const zh = await system.modelrail('report', '--check', paper, folder, '--lang', 'zh');

    expect([json.code, zh.code]).toEqual([3, 3]);
    const check = JSON.parse(json.stdout);
    expect(check).toMatchObject({
      report: paper,
      folder,
      ids: [result.id],
      counts: { same: 1, altered: 1, missing: 1, extra: 1, unchecked: 0, unreadable: 0 },
      files: [
        { state: 'altered', name: altered, expected: { md5: result.files[0]?.hash }, found: { md5: md5(content) } },
        { state: 'missing', name: missing },
        { state: 'same', name: same },
        { state: 'extra', path: 'more.ifc' },
      ],
    });
    expect(zh.stdout).toContain(`${folder}：1 个一致，1 个已改动，1 个缺失，1 个清单外文件`);
    expect(zh.stdout).toMatch(new RegExp(`${altered}：已改动：MD5 为 ${md5(content)}`));
  });
});
