import { randomUUID } from 'node:crypto';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type TestSystem } from '../support/system.ts';
import { finishRun } from './finish-run.ts';
import { seedProject } from './sync-system.ts';

let system: TestSystem;
let source: string;
const name = `chinese-${randomUUID().slice(0, 8)}`;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  const id = await seedProject(system);
  source = join(system.models, 'handover');
  await mkdir(source);
  await writeFile(join(source, 'a.ifc'), 'content of a');
  await writeFile(join(source, 'bad.ifc'), 'content of bad');
  await writeFile(join(source, 'empty.ifc'), '');
  await symlink(join(source, 'nowhere'), join(source, 'link.ifc'));
  await system.client.syncs.create(name, { source, host: 'test-host', every: '1h', platform: 'cq', project: { id } });
});
afterAll(() => system[Symbol.asyncDispose]());

async function run(): Promise<void> {
  const { run: id = '' } = await system.client.syncs.trigger(name);
  await finishRun(system, id);
}

const inChinese = async (...args: string[]) => (await system.modelrail('sync', ...args, '--lang', 'zh')).stdout;

describe('a sync, on a Chinese terminal', () => {
  it('says what is wrong with the lines of an import', async () => {
    const rows = [
      { path: 'a.ifc', size: -1, md5: 'x', nmae: 1 },
      { path: '../a.ifc', size: 1, md5: '' },
      { path: 'b.ifc', size: 1, md5: '' },
      { path: 'b.ifc', size: 1, md5: '', gone: 'yes' },
    ];
    const path = join(system.folder, 'rows.jsonl');
    await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const { stderr } = await system.modelrail('sync', 'import', name, path, '--lang', 'zh');
    expect(stderr.split('\n').map((line) => line.trim().replace(/^.*rows/, 'rows'))).toEqual([
      '错误：',
      'rows.jsonl:1：size 必须是整数',
      'rows.jsonl:1：md5 必须是 32 位小写十六进制的 MD5，从未交付过时为空',
      'rows.jsonl:1：nmae 不是可用的键',
      'rows.jsonl:2：path 必须是相对于来源的路径，用斜线，不含 . 和 ..',
      'rows.jsonl:4：gone 必须是 true 或 false',
      '',
    ]);
  });

  it('says why a command is refused', async () => {
    const refused = async (...args: string[]) => (await system.modelrail('sync', ...args, '--lang', 'zh')).stderr;
    const plan = join(system.folder, 'plan.json');
    await writeFile(plan, JSON.stringify({ name: 'other', basis: { declaration: '', memory: '' } }));
    expect(await refused('show', 'nowhere')).toContain('没有同步 nowhere');
    expect(await refused('create', name, '--source', source, '--every', '1h', '--project-id', 'P')).toContain(
      `已有名为 ${name} 的同步`,
    );
    expect(await refused('trigger', name, '--approve', plan)).toContain(`这是同步 other 的计划，不是 ${name} 的`);
    const span = ['--from', '2020-01-01T00:00:00Z', '--to', '2019-01-01T00:00:00Z'];
    expect(await refused('backfill', name, ...span)).toContain('时间段的开始要早于结束');
  });
});

describe('a run of a sync, on a Chinese terminal', () => {
  it('says why files were left out and failed, while JSON has it in English', async () => {
    await system.simulator.failModel({ name: 'bad.ifc', errorMessage: '模型已损坏', times: 1 });
    await run();

    expect(JSON.parse(await inChinese('show', name, '--json'))).toMatchObject({
      lastRun: {
        status: 'partial',
        failed: [{ path: 'bad.ifc', error: { type: 'ConversionFailed', message: '模型已损坏' } }],
        skipped: expect.arrayContaining([
          { path: 'empty.ifc', reason: 'it is empty' },
          { path: 'link.ifc', reason: 'it is a link whose target does not exist' },
        ]),
        told: expect.arrayContaining([{ text: 'it is empty', filling: {} }]),
      },
    });
    const shown = await inChinese('show', name);
    expect(shown).toContain('bad.ifc：转换失败（ConversionFailed）：模型已损坏');
    expect(shown).toContain('empty.ifc：文件是空的');
    expect(shown).toContain('link.ifc：是链接，所指的文件不存在');
    expect(await inChinese('plan', name)).toContain('empty.ifc：文件是空的');
    expect((await system.modelrail('sync', 'show', name)).stdout).toContain(
      'link.ifc: it is a link whose target does not exist',
    );
  });

  it('says why what is missing is not taken for removed', async () => {
    for (const file of ['a.ifc', 'bad.ifc', 'empty.ifc', 'link.ifc']) await rm(join(source, file));
    await run();
    const words = '文件被改动（SourceChanged）：来源是空的，而台账里有 2 个文件：所以不把缺少的文件当作已删除';
    expect(await inChinese('show', name)).toContain(words);
    expect(await inChinese('plan', name)).toContain(words);
  });

  it('says why it failed as a whole', async () => {
    await rm(source, { recursive: true });
    await run();
    expect(await inChinese('show', name)).toContain(`文件不存在（SourceNotFound）：${source} 不存在`);
  });
});
