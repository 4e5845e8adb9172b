import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { startSystem } from '../support/system.ts';

const system = await startSystem();
await system.hostedWorker();

afterAll(() => system[Symbol.asyncDispose]());

test('why files failed is said on a terminal and a report in Chinese, while JSON has it in English', async () => {
  const missing = join(system.models, 'missing.ifc');
  const broken = await system.addModel('broken.ifc', smallIfc(1));
  await system.simulator.failModel({ name: 'broken.ifc', errorMessage: '模型已损坏', times: 1 });
  const { id } = await system.client.ingest(system.request([missing, broken]));
  await system.finish(id);

  const json = await system.modelrail('show', id, '--json', '--lang', 'zh');
  const shown = await system.modelrail('show', id, '--lang', 'zh');
  const english = await system.modelrail('show', id);
  const report = await system.modelrail('report', id, '--format', 'html', '--lang', 'zh');

  const message = `${missing} does not exist`;
  expect(JSON.parse(json.stdout)).toMatchObject({
    files: [
      { error: { type: 'SourceNotFound', message } },
      { error: { type: 'ConversionFailed', message: '模型已损坏' } },
    ],
    error: { message: `2 of 2 files failed, first missing.ifc: ${message}`, isSummary: true },
    told: expect.arrayContaining([{ text: '{path} does not exist', filling: { path: missing } }]),
  });
  expect(shown.stdout).toContain(`文件不存在（SourceNotFound）  missing.ifc：${missing} 不存在`);
  expect(shown.stdout).toContain('转换失败（ConversionFailed）  broken.ifc：模型已损坏');
  expect(english.stdout).toContain(`SourceNotFound  missing.ifc: ${message}`);
  expect(report.stdout).toContain(`2 个文件中有 2 个失败，首先是 missing.ifc：${missing} 不存在`);
  // What machines read of it stays English.
  expect(report.stdout.replace(/<script[^]*/, '')).not.toContain('files failed, first');
});
