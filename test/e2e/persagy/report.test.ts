import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeliveryReport } from '../../../client/index.ts';
import type { TestSystem } from '../../support/system.ts';
import { createProvisioning, planOfDocumentation, startProvisioningSystem } from './provisioning.ts';

let system: TestSystem;
let platform: string;

beforeAll(async () => {
  const started = await startProvisioningSystem(1);
  ({ system } = started);
  platform = started.names[0] ?? '';
});
afterAll(() => system?.[Symbol.asyncDispose]());

it('a report of a run of provision has each change, by whom it was made, and no secret', async () => {
  const { id = '', changes } = await createProvisioning(system, platform).run(planOfDocumentation(), '--yes');

  const json = await system.modelrail('report', id, '--json');
  const page = await system.modelrail('report', id, '--lang', 'zh');
  const table = await system.modelrail('report', id, '--format', 'csv');

  const report = JSON.parse(json.stdout) as DeliveryReport; // as: it is what is tested
  expect(json.code).toBe(0);
  expect(report).toMatchObject({
    ingestions: [],
    changes: [
      {
        id,
        platform,
        kind: 'persagy',
        status: 'completed',
        startedBy: expect.stringContaining('@'),
        totals: { changes: changes.length, done: changes.length },
      },
    ],
  });
  expect(report.changes?.[0]?.changes).toEqual(changes);
  expect(page.code).toBe(0);
  for (const words of [
    '平台配置变更清单',
    '共 15 项，已完成 15 项',
    '新增',
    '账号',
    '关联',
    '角色与菜单',
    'zhang → G1/R1',
  ]) {
    expect(page.stdout).toContain(words);
  }
  expect(json.stdout + page.stdout).not.toContain('zhang.secret');
  expect(table.code).toBe(2);
  expect(table.stderr).toContain('a table has files only');
});
