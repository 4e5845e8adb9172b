import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatReport } from '../../lib/report/format.ts';
import { namesOfKind } from '../../platforms/kinds.ts';
import { sampleFile, sampleIngestion, sampleReport } from '../report/sample-report.ts';
import { md5 } from '../support/model-files.ts';
import { makeFolder, type TestFolder } from './folder.ts';

let folder: TestFolder;

const file = sampleFile(1, { name: '1.ifc', source: '/m/1.ifc', size: 1, md5: md5(Buffer.from('1')) });
const options = { language: 'zh', names: namesOfKind } as const;
const page = formatReport(sampleReport(sampleIngestion([file])), 'html', options);

beforeAll(async () => {
  folder = await makeFolder();
  await folder.write('paper.html', page);
  await folder.write('cut.html', page.slice(0, page.length / 2));
  await folder.write('cut.csv', formatReport(sampleReport(sampleIngestion([file])), 'csv', options).slice(0, -40));
  await folder.write('later.json', JSON.stringify({ report: 99 }));
  await folder.write('changed.json', JSON.stringify({ report: 1, madeAt: 'now', ingestions: [] }));
  await folder.write('none.html', '<!doctype html><html></html>');
  await writeFile(join(folder.path, 'gbk.csv'), Buffer.from('d0f2bac52cd7dccafd0d0a', 'hex'));
  await folder.write('handed-over/1.ifc', '1');
  await mkdir(join(folder.path, 'empty'));
});

afterAll(() => folder[Symbol.asyncDispose]());

describe('report refuses', () => {
  test.concurrent.for<[args: readonly string[], type: string, words: string]>([
    [[], 'InvalidRequest', 'name an ingestion'],
    [['x', '--format', 'pdf'], 'InvalidRequest', 'Allowed choices are html, csv, json'],
    [['x', '--lang', 'de'], 'InvalidRequest', 'Allowed choices are en, zh'],
    [['x', '--format', 'csv'], 'InvalidRequest', '--json prints the report as JSON: --format csv goes with --output'],
    [['--check', 'paper.html', '--format', 'csv'], 'InvalidRequest', '--format is for a report that is made'],
    [['--check', 'paper.html', '--output', 'x'], 'InvalidRequest', '--output is for a report that is made'],
    [['--check', 'paper.html', 'empty', 'models'], 'InvalidRequest', 'one folder, not "models" beside it'],
    [['--check', 'nowhere.html'], 'InvalidRequest', 'nowhere.html does not exist'],
    [['--check', 'empty'], 'InvalidRequest', 'empty cannot be read'],
    [['--check', 'cut.html'], 'InvalidRequest', 'cut.html is not whole: it was cut off'],
    [['--check', 'cut.csv'], 'InvalidRequest', 'cut.csv is not whole'],
    [['--check', 'none.html'], 'InvalidRequest', 'none.html is no report of modelrail'],
    [['--check', 'modelrail.yaml'], 'InvalidRequest', 'modelrail.yaml is no report of modelrail'],
    [['--check', 'gbk.csv'], 'InvalidRequest', 'its text is not UTF-8'],
    [['--check', 'paper.html', 'nowhere'], 'SourceNotFound', 'folder nowhere does not exist'],
    [['--check', 'paper.html', 'paper.html'], 'InvalidRequest', 'folder paper.html is no folder'],
  ])('%j', async ([args, type, words], { expect }) => {
    const { code, stdout, stderr } = await folder.modelrail('report', ...args, '--json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    const { error } = JSON.parse(stdout);
    expect(error.type).toBe(type);
    expect(error.message).toContain(words);
  });

  test('a Temporal that does not run, with its own code', async () => {
    expect((await folder.modelrail('report', 'x')).code).toBe(4);
  });
});

describe('report --check', () => {
  test.concurrent.for<[args: readonly string[], words: string]>([
    [['nowhere.html'], 'nowhere.html 不存在'],
    [['gbk.csv'], 'gbk.csv 不是能读取的交付清单：文本不是 UTF-8'],
    [['cut.html'], 'cut.html 不完整：被截断或改动过'],
    [['cut.csv'], 'cut.csv 不完整：共 1 个文件，只有 1 个，或有一行被截断'],
    [['later.json'], 'later.json 由更新版本的 modelrail 编制'],
    [['changed.json'], 'changed.json 与编制时不同：madeAt：'],
    [['paper.html', 'nowhere'], '文件夹 nowhere 不存在'],
    [['paper.html', 'paper.html'], '文件夹 paper.html 不是文件夹'],
  ])('says in Chinese what is wrong with %j', async ([args, words], { expect }) => {
    const { code, stderr } = await folder.modelrail('report', '--check', ...args, '--lang', 'zh');
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  test('needs no configuration and no Temporal, and speaks the language of the environment', async () => {
    const bare = await makeFolder();
    await bare.write('paper.html', page);
    await bare.write('handed-over/1.ifc', '1');
    await bare.write('modelrail.yaml', 'wrong: [');
    const { code, stdout, stderr } = await bare.program(
      'report',
      '--check',
      'paper.html',
      'handed-over',
      '--lang',
      'zh',
    );
    await bare[Symbol.asyncDispose]();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^文件 +结果\n1\.ifc +一致\n\nhanded-over：1 个一致\n$/);
  });

  test('compares the folder that the report lies in where none is named', async () => {
    await folder.write('beside/paper.html', page);
    await folder.write('beside/1.ifc', '2');
    const { code, stdout } = await folder.modelrail('report', '--check', 'beside/paper.html', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ folder: join(folder.path, 'beside'), counts: { altered: 1, extra: 0 } });
  });

  test('of an empty folder finds all missing', async () => {
    const { code, stdout } = await folder.modelrail('report', '--check', 'paper.html', 'empty', '--lang', 'en');
    expect(code).toBe(3);
    expect(stdout).toContain('empty: 1 missing');
  });
});
