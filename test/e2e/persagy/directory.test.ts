import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import { clientFor, settingsFor } from '../../platforms/persagy/support.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';

let system: TestSystem;
let control: PlatformControl;

beforeAll(async () => {
  system = await startSystem({ further: { ops: { kind: 'persagy', simulator: { upgradeFailures: 2 } } } });
  control = platformControl(system.platformUrlOf('ops'));
  await system.hostedWorker();
});
afterAll(() => system?.[Symbol.asyncDispose]());

it('shows groups, areas and projects, all pages of them', async () => {
  const client = clientFor(settingsFor(system.platformUrlOf('ops')));
  const groupCode = 'G1';
  await client.call('group/createSaasGroup', { groupCode, groupName: '一号集团' });
  await client.call('group/createSaasGroup', { groupCode: 'G2', groupName: '二号集团' });
  const area = { groupCode, areaName: '西南', areaCode: 'A1', areaType: '0' };
  const { content: top } = await client.call('area/createSaasArea', area);
  const below = { groupCode, areaName: '重庆', areaType: '1', parentId: top };
  const { content: bottom } = await client.call('area/createSaasArea', below);
  const names = Array.from({ length: 401 }, (_, number) => `Pj${number}`);
  for (const projectId of names) {
    const project = { groupCode, projectId, projectLocalId: projectId, projectName: `项目 ${projectId}` };
    await client.call('project/createSaasProject', projectId === 'Pj400' ? project : { ...project, areaId: bottom });
  }

  const { code, stdout } = await system.modelrail('directory', '--json');
  expect(code).toBe(0);
  const { platform, groups } = JSON.parse(stdout);
  expect(platform).toBe('ops');
  expect(groups).toMatchObject([
    {
      groupCode,
      groupName: '一号集团',
      areas: [{ id: top, areaCode: 'A1', areas: [{ id: bottom, areaName: '重庆', areas: [] }], projects: [] }],
      projects: [{ projectId: 'Pj400', projectName: '项目 Pj400' }],
    },
    { groupCode: 'G2', areas: [], projects: [] },
  ]);
  const found: { projectId: string }[] = groups[0].areas[0].areas[0].projects;
  expect(found.map(({ projectId }) => projectId)).toEqual(names.slice(0, 400));

  const shown = await system.modelrail('directory', '--platform', 'ops');
  const lines = shown.stdout.split('\n');
  expect(lines.slice(0, 4)).toEqual(['一号集团 G1', '├─ 西南 A1/', '│  └─ 重庆/', '│     ├─ 项目 Pj0 Pj0']);
  expect(lines.slice(402, 405)).toEqual(['│     └─ 项目 Pj399 Pj399', '└─ 项目 Pj400 Pj400', '二号集团 G2']);
});

it('directory and upgrade are for platforms of this kind', async () => {
  const { code, stderr } = await system.modelrail('directory', '--platform', 'cq');
  expect([code, stderr]).toEqual([2, expect.stringContaining('is of kind chongqing-bim, not persagy')]);
});

it('makes each upgrade call until it succeeds, in their order', async () => {
  const unasked = await system.modelrail('upgrade');
  expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('confirm with --yes')]);
  expect((await control.log()).filter(({ endpoint }) => endpoint?.startsWith('upgrade/'))).toEqual([]);

  const { code, stdout } = await system.modelrail('upgrade', '--yes', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    platform: 'ops',
    calls: [
      { operation: 'upgrade/updateAccountAreaAuth', attempts: 3 },
      { operation: 'upgrade/clearRedisCache', attempts: 3 },
    ],
  });
  const made = (await control.log()).flatMap(({ endpoint = '' }) =>
    endpoint.startsWith('upgrade/') ? [endpoint] : [],
  );
  expect(made).toEqual([
    ...Array.from({ length: 3 }, () => 'upgrade/updateAccountAreaAuth'),
    ...Array.from({ length: 3 }, () => 'upgrade/clearRedisCache'),
  ]);
});
