import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningSimulator } from '../../../lib/simulation/definition.ts';
import { createPersagyClient, type PersagyClient } from '../../../platforms/persagy/client.ts';
import { endpoints, type OperationName } from '../../../platforms/persagy/endpoints.ts';
import { startPersagySimulator } from '../../../platforms/persagy/simulator/index.ts';
import { areas, groups, menusAndFunctions, projects, roles, rolesWithMenus } from './record-scenarios.ts';
import { settingsFor } from './support.ts';

/** One platform for all: what one test makes the next ones find. */
let simulator: RunningSimulator;
let dataDir: string;
let platform: PersagyClient;
const called = new Set<OperationName>();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'modelrail-persagy-'));
  simulator = await startPersagySimulator({ dataDir });
  platform = createPersagyClient(settingsFor(simulator.url));
});

afterAll(async () => {
  await platform.close();
  await simulator.close();
  await rm(dataDir, { recursive: true, force: true });
});

const call: PersagyClient['call'] = (name, input) => {
  called.add(name);
  return platform.call(name, input);
};

/** Ids by the codes that the tests give. */
const ids: Record<string, string> = {};
const id = (code: string): string => ids[code] ?? expect.fail(`nothing has the code ${code}`);
const groupCode = 'G1';
const persagy = { accountSource: 'persagy' };

describe.sequential('every operation, against the simulator', () => {
  test('groups', () => groups({ call, ids, id }));

  test('areas', () => areas({ call, ids, id }));

  test('projects', () => projects({ call, ids, id }));

  test('roles', () => roles({ call, ids, id }));

  test('menus and their functions', () => menusAndFunctions({ call, ids, id }));

  test('roles with menus and functions', () => rolesWithMenus({ call, ids, id }));

  test('accounts', async () => {
    const make = async (username: string, accountType: string) => {
      const input = {
        username,
        groupCode,
        accountType,
        ...persagy,
        password: `secret of ${username}`,
        phoneNum: '138',
      };
      ids[username] = (await call('account/createSaasAccount', input)).content;
    };
    await make('zhang', '2');
    await make('li', '1');
    await expect(make('zhang', '2')).rejects.toMatchObject({ type: 'AlreadyExists', refusal: '账号名称已存在' });
    const { content: list } = await call('account/querySaasAccountList', { groupCode, username: 'zha' });
    expect(list).toMatchObject([
      { id: id('zhang'), accountBelong: '0', accountType: '2', appId: 'PC', phoneNum: '138' },
    ]);
    expect(list[0]).not.toHaveProperty('password');
    const update = { accountId: id('zhang'), groupCode, username: 'zhang', accountType: '2', ...persagy, valid: '1' };
    await call('account/updateSaasAccount', { ...update, mail: 'zhang@example.com' });
    const { content: named } = await call('account/querySaasAccountByUsername', { groupCode, username: 'zhang' });
    expect(named).toMatchObject([{ id: id('zhang'), mail: 'zhang@example.com' }]);
    // What an update leaves out is gone.
    expect(named[0]).not.toHaveProperty('phoneNum');
    await call('account/addSaasAccountGroup', { accountId: id('li'), groupCode: 'G2' });
    await expect(
      call('account/addSaasAccountGroup', { accountId: id('zhang'), groupCode: 'G2' }),
    ).rejects.toMatchObject({
      type: 'PlatformRefused',
    });
    await call('account/deleteSaasAccount', { accountId: id('li'), groupCode });
    const disabled = await call('account/queryAccountPageList', { groupCode, page: 1, size: 10, showGroup: true });
    expect(disabled.content).toMatchObject([
      { username: 'zhang', valid: 1, groupName: '一号集团' },
      { username: 'li', valid: 0 },
    ]);
    await call('account/enableSaasAccount', { accountId: id('li'), groupCode });
    const { content: enabled } = await call('account/querySaasAccountList', { accountId: id('li') });
    expect(enabled[0]?.valid).toBe(1);
  });

  test('accounts with roles', async () => {
    await call('accountRole/createSaasAccountRole', { accountId: id('zhang'), groupCode, roleId: id('R1') });
    await expect(
      call('accountRole/createSaasAccountRole', { accountId: id('zhang'), groupCode, roleId: id('R1') }),
    ).rejects.toMatchObject({ type: 'AlreadyExists' });
    await call('accountRole/resetSaasAccountRole', {
      accountId: id('li'),
      groupCode,
      roles: [{ roleId: id('R1') }, { roleId: id('R2'), casType: '1' }],
    });
    const { content } = await call('accountRole/querySaasRoleMenuList', { accountIds: [id('li')] });
    expect(content.map(({ roleId }) => roleId)).toEqual([id('R1'), id('R2')]);
    const { content: ofRole } = await call('account/queryRoleAccountList', { groupCode, roleId: id('R1'), valid: 1 });
    expect(ofRole.map(({ username }) => username)).toEqual(['zhang', 'li']);
    expect(ofRole[0]).not.toHaveProperty('password');
    await call('accountRole/deleteSaasAccountRole', { accountId: id('li'), groupCode, roleId: id('R1') });
    const page = await call('account/queryAccountPageList', { accountId: id('li'), page: 1, size: 1, showRoles: true });
    expect(page.content[0]?.roles?.map(({ roleCode }) => roleCode)).toEqual(['R2']);
    const { content: menus } = await call('menu/querySaasMenuTree', { accountId: id('zhang') });
    expect(menus).toMatchObject([
      { menuCode: 'M1', accountId: id('zhang'), childrens: [{ menuCode: 'M11', functions: [{ funCode: 'F1' }] }] },
    ]);
  });

  test('accounts with areas and projects', async () => {
    const zhang = { accountId: id('zhang'), groupCode };
    const one = { ...zhang, areaId: id('A11'), projectId: id('Pj1') };
    await call('accountProject/createSaasAccountProject', one);
    await expect(call('accountProject/createSaasAccountProject', one)).rejects.toMatchObject({ type: 'AlreadyExists' });
    // The account is a condition of the list of groups too.
    const { content: groups } = await call('group/querySaasGroupList', { accountId: id('zhang') });
    expect(groups.map((group) => group.groupCode)).toEqual([groupCode]);
    await expect(call('group/querySaasGroupList', { accountId: 'AC0' })).rejects.toMatchObject({ type: 'NotFound' });
    await expect(
      call('accountProject/createSaasAccountProject', { ...zhang, areaId: id('A11'), projectId: id('Pj2') }),
    ).rejects.toMatchObject({ refusal: '项目不属于该区域' });
    const { content: tree } = await call('project/queryAllowAreaProjectTree', {
      accountId: id('zhang'),
      showEmptyArea: false,
    });
    expect(tree[0]?.areas).toMatchObject([
      { areaCode: 'A1', childrens: [{ areaCode: 'A11', projects: [{ projectId: 'Pj1' }] }] },
    ]);
    expect(tree[0]?.areas?.[0]?.childrens).toHaveLength(1);
    const { content: areas } = await call('area/queryAllowAreaTree', { accountId: id('zhang'), groupCode });
    expect(areas).toMatchObject([{ areaCode: 'A1', childrens: [{ areaCode: 'A11' }] }]);
    await call('accountProject/resetSaasAccountProject', {
      accountId: id('zhang'),
      auths: [{ groupCode, areaId: id('A12') }],
    });
    const { content: links } = await call('accountProject/querySaasAccountProjectList', { accountId: id('zhang') });
    expect(links).toEqual([{ ...zhang, areaId: id('A12') }]);
    const { content: flat } = await call('project/queryGroupProjectList', { accountId: id('zhang') });
    expect(flat.map((row) => row.id)).toEqual([id('A12'), id('Pj2')]);
    const total = await call('accountProject/querAccountProjectTotal', { groupCode, page: 1, size: 1 });
    expect(total).toMatchObject({ count: 2, content: [{ username: 'zhang', projectNum: 1, groups: [{ groupCode }] }] });
    await call('accountProject/deleteSaasAccountProject', { accountId: id('zhang'), areaId: id('A12') });
    expect((await call('accountProject/querySaasAccountProjectList', { accountId: id('zhang') })).content).toEqual([]);
  });

  test('passwords', async () => {
    const logIn = (password: string) => call('saas/login', { username: 'zhang', password });
    // The update above had no password.
    expect((await logIn('123456')).content).toMatchObject({ id: id('zhang'), accountBelong: '0', username: 'zhang' });
    const change = { accountId: id('zhang'), newPassword: 'a new one' };
    await expect(call('account/updateAccountPwd', { ...change, oldPassword: 'wrong' })).rejects.toMatchObject({
      refusal: '旧密码错误',
    });
    await call('account/updateAccountPwd', { ...change, oldPassword: '123456' });
    await expect(logIn('123456')).rejects.toMatchObject({ type: 'PlatformRefused', refusal: '用户名或密码错误' });
    expect((await logIn('a new one')).content.id).toBe(id('zhang'));
    await call('account/resetAccountPwd', { accountId: id('zhang') });
    expect((await logIn('123456')).content.id).toBe(id('zhang'));
    const remembered = await call('saas/remember', { username: 'zhang', accountId: id('zhang') });
    expect(remembered.content).toMatchObject({ username: 'zhang', accountType: '2' });
  });

  test('products', async () => {
    const product = {
      productCode: 'P1',
      productName: '产品',
      productIcon: 'icon',
      productState: '0',
      productMenu: '0',
    };
    const { content: made } = await call('product/querySaasAccountList', product);
    expect(made).toMatch(/^PD/);
    await expect(call('product/querySaasAccountList', product)).rejects.toMatchObject({ type: 'AlreadyExists' });
    await call('product/querySaasAccountList', { ...product, id: String(made), productState: '1' });
    const { content } = await call('product/querySaasProductList', { productCode: 'P1' });
    expect(content).toMatchObject([{ id: made, productName: '产品', productState: '1' }]);
    const page = await call('product/queryProductPageList', { productState: '0', page: 1, size: 10 });
    expect(page).toEqual({ content: [], count: 0 });
  });

  test('what a deletion takes with it', async () => {
    await call('role/deleteSaasRole', { id: id('R2') });
    const { content: roles } = await call('accountRole/querySaasRoleMenuList', { accountId: id('li') });
    expect(roles).toEqual([]);
    await expect(call('menu/deleteSaasMenu', { id: id('M1') })).rejects.toMatchObject({
      refusal: '存在下级菜单，不能删除',
    });
    await call('function/deleteSaasFunction', { id: id('F2') });
    await call('menu/deleteSaasMenu', { id: id('M11') });
    expect((await call('function/querySaasFunctionList', {})).content).toEqual([]);
    expect((await call('roleMenu/querySaasRoleMenuList', { groupCode })).content).toEqual([]);
  });

  test('third parties', async () => {
    const clientId = 'DEMO-CLIENT';
    const { content } = await call('authCenter/code', { clientId });
    const token = await call('authCenter/codeToken', { clientId, code: content.code });
    expect(token.content).toEqual({ expire: '60' });
    await expect(call('authCenter/codeToken', { clientId, code: content.code })).rejects.toMatchObject({
      refusal: '授权码无效',
    });
    await expect(call('authCenter/code', { clientId: 'OTHER' })).rejects.toMatchObject({ type: 'NotFound' });
  });

  test('upgrades and logging out, after which the client logs in again', async () => {
    const before = (await platform.logIn()).token;
    await call('upgrade/updateAccountAreaAuth', {});
    expect((await platform.logIn()).token).toBe(before);
    await call('upgrade/clearRedisCache', {});
    expect((await call('group/querySaasGroupList', {})).count).toBe(2);
    const after = (await platform.logIn()).token;
    expect(after).not.toBe(before);
    await call('account/logout', {});
    expect((await call('group/querySaasGroupList', {})).count).toBe(2);
    expect((await platform.logIn()).token).not.toBe(after);
  });

  test('that was 69 of 69', () => {
    expect(Object.keys(endpoints).filter((name) => !called.has(name as OperationName))).toEqual([]);
    expect(called.size).toBe(69);
  });
});
