import { describe, expect, it } from 'vitest';
import type { ErrorType } from '../../../client/index.ts';
import type { PlannedChange } from '../../../contracts/persagy/provision.ts';
import type { Plan } from '../../../platforms/persagy/plan.ts';
import { REFUSAL } from '../plan.ts';
import { type Circumstances, judgePlatform, judgeRun } from './oracle.ts';
import type { OpsState, Row } from './platform-rows.ts';
import type { Run } from './runs.ts';

const PLAN: Plan = {
  groups: [
    {
      groupCode: 'G0',
      groupName: 'group',
      areas: [{ areaCode: 'A0', areaName: 'area', projects: [{ projectId: 'Pj0', projectName: 'project' }] }],
      roles: [{ roleCode: 'R0', roleName: 'role', menus: [{ menuCode: 'M0', functions: [] }] }],
      accounts: [{ username: 'user', accountType: '2', roles: ['R0'], areas: ['A0'], projects: ['Pj0'] }],
    },
  ],
  menus: [{ menuCode: 'M0', menuName: 'menu', menuType: '0', functions: [{ funCode: 'F0', funName: 'function' }] }],
};

/** What others have: a role, given to the account of the plan, which they have made too. */
const BEFORE: Record<string, Row[]> = {
  groups: [{ id: 'GR1', groupCode: 'G0', groupName: 'old', remark: 'theirs' }],
  roles: [{ id: 'RO9', groupCode: 'G0', roleCode: 'R9', roleName: 'foreign' }],
  accounts: [{ id: 'AC1', groupCode: 'G0', username: 'user', accountType: '2', password: 'theirs', valid: 1 }],
  accountRoles: [{ id: 'CR9', accountId: 'AC1', groupCode: 'G0', roleId: 'RO9' }],
};

const AFTER: Record<string, Row[]> = {
  groups: [{ id: 'GR1', groupCode: 'G0', groupName: 'group', remark: 'theirs', updateTime: 1 }],
  areas: [{ id: 'AR1', groupCode: 'G0', areaCode: 'A0', areaName: 'area' }],
  projects: [{ id: 'PR1', groupCode: 'G0', projectId: 'Pj0', projectName: 'project', areaId: 'AR1' }],
  roles: [
    { id: 'RO9', groupCode: 'G0', roleCode: 'R9', roleName: 'foreign' },
    { id: 'RO1', groupCode: 'G0', roleCode: 'R0', roleName: 'role' },
  ],
  accounts: [{ id: 'AC1', groupCode: 'G0', username: 'user', accountType: '2', password: 'theirs', valid: 1 }],
  menus: [{ id: 'ME1', appId: 'PC', menuType: '0', menuCode: 'M0', menuName: 'menu' }],
  functions: [{ id: 'FU1', menuId: 'ME1', funCode: 'F0', funName: 'function' }],
  accountRoles: [
    { id: 'CR9', accountId: 'AC1', groupCode: 'G0', roleId: 'RO9' },
    { id: 'CR1', accountId: 'AC1', groupCode: 'G0', roleId: 'RO1' },
  ],
  accountProjects: [
    { id: 'CP1', accountId: 'AC1', groupCode: 'G0', areaId: 'AR1' },
    { id: 'CP2', accountId: 'AC1', groupCode: 'G0', areaId: 'AR1', projectId: 'PR1' },
  ],
  roleMenus: [{ id: 'RM1', groupCode: 'G0', roleId: 'RO1', menuId: 'ME1' }],
};

const judge = (change: (now: Record<string, Row[]>) => void = () => undefined) => {
  const now = structuredClone(AFTER);
  change(now);
  return judgePlatform(BEFORE, PLAN, now, { password: 'ours', hasRolledBack: false });
};

describe('judgePlatform', () => {
  it('finds nothing wrong where all is as the plan and others have it', () => {
    expect(judge()).toEqual([]);
  });

  it.each<[string, (now: Record<string, Row[]>) => void]>([
    ['area G0/A0 is there more than once', ({ areas }) => areas?.push({ ...areas[0], id: 'AR2' })],
    [
      'accountRole user → G0/R0 is there more than once',
      ({ accountRoles }) => accountRoles?.push({ ...accountRoles[1], id: 'CR2' }),
    ],
    ['area G0/A0 is not there', ({ areas }) => areas?.pop()],
    ['function PC/0/M0/F0 is not there', ({ functions }) => functions?.pop()],
    ['accountRole user → G0/R0 is not there', ({ accountRoles }) => accountRoles?.pop()],
    ['roleMenu G0/R0 → PC/0/M0 is not there', ({ roleMenus }) => roleMenus?.pop()],
    [
      'area G0/A7 is there, and nobody wanted it',
      ({ areas }) => areas?.push({ id: 'AR7', groupCode: 'G0', areaCode: 'A7' }),
    ],
    [
      'accountArea user → areaId AR7, which is not there is there, and nobody wants it',
      ({ accountProjects }) => accountProjects?.push({ id: 'CP7', accountId: 'AC1', areaId: 'AR7' }),
    ],
    [
      'group G0 has groupName old in place of group',
      ({ groups }) => Object.assign(groups?.[0] ?? {}, { groupName: 'old' }),
    ],
    [
      'group G0 had remark theirs, which the plan says nothing of',
      ({ groups }) => Object.assign(groups?.[0] ?? {}, { remark: '' }),
    ],
    ['group G0 is another one than before', ({ groups }) => Object.assign(groups?.[0] ?? {}, { id: 'GR2' })],
    [
      'project Pj0 lies in undefined in place of G0/A0',
      ({ projects }) => Object.assign(projects?.[0] ?? {}, { areaId: undefined }),
    ],
    ['account user has another password', ({ accounts }) => Object.assign(accounts?.[0] ?? {}, { password: '123456' })],
    ['account user is disabled', ({ accounts }) => Object.assign(accounts?.[0] ?? {}, { valid: 0 })],
    ['role G0/R9 is foreign, and is not as it was', ({ roles }) => Object.assign(roles?.[0] ?? {}, { updateTime: 2 })],
    ['accountRole user → G0/R9 was made by others, and is not as it was', ({ accountRoles }) => accountRoles?.shift()],
  ])('finds: %s', (words, change) => {
    expect(judge(change)).toEqual(expect.arrayContaining([expect.stringContaining(words)]));
  });
});

const change = (more: Partial<PlannedChange> = {}): PlannedChange => ({
  op: 'create',
  kind: 'area',
  key: 'G0/A0',
  id: 'AR1',
  state: 'done',
  stage: 1,
  fields: {},
  ...more,
});
const failure = (type: ErrorType, message: string) => change({ state: 'failed', error: { type, message } });

function run(status: 'completed' | 'partial' | 'failed', changes: PlannedChange[], more: Partial<Run> = {}): Run {
  return {
    id: 'run',
    what: 'provision',
    plan: PLAN,
    workflows: [],
    status,
    result: { status, changes },
    isCancelTried: false,
    isBeside: false,
    ...more,
  };
}

const CALM: Circumstances = { hasRefusals: false, fallen: new Set() };
const judged = (one: Run, circumstances: Partial<Circumstances> = {}, now: OpsState = AFTER) =>
  judgeRun(one, now, { ...CALM, ...circumstances });

describe('judgeRun', () => {
  it('takes what is done as told, and failures with a cause', () => {
    expect(judged(run('completed', [change()]))).toEqual([]);
    expect(judged(run('failed', [failure('PlatformRefused', REFUSAL)]), { hasRefusals: true })).toEqual([]);
    const beside = run('failed', [failure('AlreadyExists', 'there already')], { isBeside: true });
    expect(judged(beside)).toEqual([]);
    const { result: _, ...cancelled } = run('failed', [], { status: 'cancelled', isCancelTried: true });
    expect(judged(cancelled)).toEqual([]);
  });

  it.each([
    ['has not ended', run('completed', [change()], { status: 'open' })],
    ['was cancelled by nobody', run('failed', [], { status: 'cancelled' })],
    ['is completed with 0 of 1 changes', run('completed', [failure('PlatformRefused', REFUSAL)])],
    ['left 1 changes undone, and none failed', run('partial', [change(), change({ state: 'planned' })])],
    ['failed without a cause', run('failed', [failure('AlreadyExists', 'there already')])],
    ['failed without type and message', run('failed', [change({ state: 'failed' })])],
    ['says that it has made area G0/A0 (AR2), which is not there', run('completed', [change({ id: 'AR2' })])],
  ])('finds that it %s', (words, one) => {
    expect(judged(one)).toEqual(expect.arrayContaining([expect.stringContaining(words)]));
  });

  it('looks whether what a roll-back names is gone or stays', () => {
    const of = run('completed', [change(), change({ kind: 'accountRole', op: 'link', key: 'user → G0/R0' })]);
    const { id: _, ...link } = change({ kind: 'accountRole', op: 'unlink', key: 'user → G0/R0', state: 'undone' });
    const back = (state: 'undone' | 'stays') =>
      run('completed', [link, change({ op: 'delete', state })], { what: 'roll back', of });
    const gone = { ...AFTER, areas: [], accountRoles: [] };
    expect(judged(back('undone'), {}, gone)).toEqual([]);
    expect(judged(back('stays'), {}, gone)).toEqual([expect.stringContaining('says that area G0/A0 stays')]);
    expect(judged(back('undone'))).toEqual([
      expect.stringContaining('says that accountRole user → G0/R0 is gone'),
      expect.stringContaining('says that area G0/A0 is gone'),
    ]);
    const few = run('completed', [], { what: 'roll back', of });
    expect(judged(few)).toEqual([
      expect.stringContaining('does not tell area G0/A0'),
      expect.stringContaining('does not tell accountRole user → G0/R0'),
    ]);
    // A link that is not there any more need not be told.
    expect(judged(few, {}, gone)).toEqual([expect.stringContaining('does not tell area G0/A0')]);
  });
});
