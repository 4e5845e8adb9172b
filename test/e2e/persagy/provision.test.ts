import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { clientFor, settingsFor } from '../../platforms/persagy/support.ts';
import type { TestSystem } from '../../support/system.ts';
import { createProvisioning, planOfDocumentation, startProvisioningSystem } from './provisioning.ts';

let system: TestSystem;
let names: string[];

beforeAll(async () => {
  ({ system, names } = await startProvisioningSystem(6));
});
afterAll(() => system?.[Symbol.asyncDispose]());

const take = () => createProvisioning(system, names.pop() ?? expect.fail('there is no platform left'));

describe('provision', () => {
  it('shows the difference, makes it, and writes nothing the second time', async () => {
    const { run, state, writes } = take();
    const dry = await run(planOfDocumentation(), '--dry-run');
    expect([dry.code, dry.changes.length, dry.changes.every((one) => one.state === 'planned')]).toEqual([0, 15, true]);
    const unsaved = await run(planOfDocumentation(), '--dry-run', '--output', join('not-there', 'difference.json'));
    expect(unsaved).toMatchObject({ code: 2, error: { type: 'InvalidRequest' } });
    expect(await writes()).toBe(0);

    const made = await run(planOfDocumentation(), '--yes');
    expect(made).toMatchObject({ code: 0, status: 'completed', unchanged: 0 });
    expect(made.changes.map(({ op, kind, key, state: how }) => `${op} ${kind} ${key} ${how}`)).toEqual([
      'create group G1 done',
      'create area G1/A1 done',
      'create area G1/A11 done',
      'create project Pj1 done',
      'create project Pj2 done',
      'create project Pj3 done',
      'create menu PC/0/M1 done',
      'create menu PC/0/M11 done',
      'create function PC/0/M1/F1 done',
      'create role G1/R1 done',
      'create account zhang done',
      'link roleMenu G1/R1 → PC/0/M1/F1 done',
      'link accountRole zhang → G1/R1 done',
      'link accountArea zhang → G1/A11 done',
      'link accountProject zhang → Pj1 done',
    ]);
    const there = await state();
    expect(there['accounts']).toMatchObject([
      {},
      { username: 'zhang', password: 'the-secret-of-zhang', groupCode: 'G1' },
    ]);
    expect(there['projects']?.map(({ areaId }) => areaId)).toEqual([
      there['areas']?.[1]?.['id'],
      there['areas']?.[1]?.['id'],
      undefined,
    ]);

    const before = await writes();
    const again = await run(planOfDocumentation(), '--yes');
    expect(again).toMatchObject({ code: 0, status: 'completed', changes: [], unchanged: 15 });
    expect(await writes()).toBe(before);
  });

  it('changes what the plan changes: three changes, three writes', async () => {
    const { run, state, writes } = take();
    await run(planOfDocumentation(), '--yes');
    const before = await writes();
    const changed = planOfDocumentation();
    const [group] = changed.groups;
    Object.assign(group?.areas[0] ?? {}, { areaName: '西南区' });
    Object.assign(group?.accounts[0] ?? {}, { mail: 'zhang@example.com' });
    Object.assign(group?.projects[0] ?? {}, { projectName: '三号项目' });
    const made = await run(changed, '--yes');
    expect(made.changes.map(({ op, kind, key }) => `${op} ${kind} ${key}`)).toEqual([
      'update area G1/A1',
      'update project Pj3',
      'update account zhang',
    ]);
    expect(await writes()).toBe(before + 3);
    const there = await state();
    expect(there['areas']).toMatchObject([{ areaName: '西南区', areaType: '0', areaCode: 'A1' }, {}]);
    // An update without a password would have set another one.
    expect(there['accounts']?.[1]).toMatchObject({ mail: 'zhang@example.com', password: 'the-secret-of-zhang' });
  });

  it('unlinks what it has linked and the list no longer has, and nothing that others have linked', async () => {
    const { platform, run, state } = take();
    await run(planOfDocumentation(), '--yes');
    const client = clientFor(settingsFor(system.platformUrlOf(platform)));
    const there = await state();
    const accountId = String(there['accounts']?.[1]?.['id']);
    const role = { groupCode: 'G1', roleCode: 'R2', roleName: '别人的' };
    const { content: roleId } = await client.call('role/createSaasRole', role);
    await client.call('accountRole/createSaasAccountRole', { accountId, groupCode: 'G1', roleId });
    const changed = planOfDocumentation();
    Object.assign(changed.groups[0]?.accounts[0] ?? {}, { roles: [], projects: [], areas: ['A11'] });
    const made = await run(changed, '--yes');
    expect(made.changes.map(({ op, kind, key, state: how }) => `${op} ${kind} ${key} ${how}`)).toEqual([
      'unlink accountRole zhang → G1/R1 done',
      'unlink accountProject zhang → Pj1 done',
    ]);
    const left = await state();
    expect(left['accountRoles']).toMatchObject([{ accountId, roleId }]);
    expect(left['accountProjects']).toMatchObject([{ accountId, areaId: left['areas']?.[1]?.['id'] }]);
  });

  it('makes nothing twice when answers are lost', async () => {
    const { control, run, state } = take();
    await control.fault({ every: 5, kind: 'cut-after' });
    const made = await run(planOfDocumentation(), '--yes');
    expect(made).toMatchObject({ code: 0, status: 'completed' });
    const there = await state();
    for (const [table, rows] of [
      ['groups', 1],
      ['areas', 2],
      ['projects', 3],
      ['menus', 2],
      ['functions', 1],
      ['roles', 1],
      ['accounts', 2],
      ['accountRoles', 1],
      ['accountProjects', 2],
      ['roleMenus', 1],
    ] as const) {
      expect([table, there[table]?.length]).toEqual([table, rows]);
    }
  });

  it('stops at a failure, tells what was done, and takes back what it can', async () => {
    const { control, run, rollBack, state } = take();
    await control.fault({
      match: { endpoint: 'account/createSaasAccount' },
      kind: 'altered',
      alter: { set: { respCode: 'A0001', respMsg: '账号数量已达上限' } },
    });
    const made = await run(planOfDocumentation(), '--yes');
    expect([made.code, made.status]).toEqual([3, 'partial']);
    expect(made.changes.filter(({ state: how }) => how === 'failed')).toMatchObject([
      { op: 'create', kind: 'account', error: { type: 'PlatformRefused' } },
    ]);
    expect(made.changes.filter(({ state: how }) => how === 'planned')).toHaveLength(4);
    await control.clearFaults();
    const paper = await system.modelrail('report', made.id ?? '', '--lang', 'zh');
    expect(paper.stdout).toMatch(/平台拒绝（PlatformRefused）：[^<]*：[^<]*账号数量已达上限/);

    const back = await rollBack(made.id ?? '');
    expect(back.code).toBe(3);
    expect(back.changes.filter(({ state: how }) => how === 'stays').map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      // Their projects stay.
      'area G1/A11',
      'area G1/A1',
      'project Pj3',
      'project Pj2',
      'project Pj1',
      'group G1',
    ]);
    const there = await state();
    expect([there['roles'], there['menus'], there['functions']]).toEqual([[], [], []]);
  });

  it.each([
    ['a key that no plan has', { groups: [{ groupCode: 'G', groupName: 'g', colour: 'red' }] }, 'colour'],
    [
      'a password in the clear',
      {
        groups: [
          {
            groupCode: 'G',
            groupName: 'g',
            accounts: [{ username: 'a', accountType: '2', accountSource: 's', password: 'clear' }],
          },
        ],
      },
      'is a secret',
    ],
  ])('refuses %s', async (_what, wrong, words) => {
    const path = join(system.folder, 'wrong.yaml');
    await writeFile(path, stringify({ platform: 'ops-0', ...wrong }));
    const { code, stderr } = await system.modelrail('provision', path, '--yes');
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
