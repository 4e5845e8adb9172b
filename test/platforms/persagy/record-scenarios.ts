import { expect } from 'vitest';
import type { PersagyClient } from '../../../platforms/persagy/client.ts';

/** A platform that the scenarios share: what one makes the next ones find. */
export interface Operations {
  call: PersagyClient['call'];
  /** Ids by the codes that the scenarios give. */
  ids: Record<string, string>;
  /** One of them. */
  id(code: string): string;
}

const groupCode = 'G1';

/** What holds of groups. */
export async function groups({ call }: Operations): Promise<void> {
  await call('group/createSaasGroup', { groupCode, groupName: '一号集团', remark: 'first' });
  await call('group/createSaasGroup', { groupCode: 'G2', groupName: '二号集团' });
  await expect(call('group/createSaasGroup', { groupCode, groupName: 'again' })).rejects.toMatchObject({
    type: 'AlreadyExists',
    refusal: '集团编码已存在',
  });
  await call('group/updateSaasGroup', { groupCode: 'G2', groupName: '二号', deployModel: '1' });
  const { content, count } = await call('group/querySaasGroupList', {});
  expect(count).toBe(2);
  expect(content).toMatchObject([
    { groupCode, groupName: '一号集团', deployModel: '0', syncState: '2', remark: 'first', valid: 1 },
    { groupCode: 'G2', groupName: '二号', deployModel: '1' },
  ]);
  const { content: found } = await call('group/querySaasGroupList', { groupName: '一号' });
  expect(found.map((one) => one.groupCode)).toEqual([groupCode]);
}

/** What holds of areas. */
export async function areas({ call, ids, id }: Operations): Promise<void> {
  const make = async (areaCode: string, areaType: string, parentId?: string) => {
    const input = { groupCode, areaCode, areaName: `区域${areaCode}`, areaType };
    ids[areaCode] = (
      await call('area/createSaasArea', parentId === undefined ? input : { ...input, parentId })
    ).content;
  };
  await make('A1', '0');
  await make('A11', '1', id('A1'));
  await make('A12', '1', id('A1'));
  await expect(make('A11', '1', id('A1'))).rejects.toMatchObject({ type: 'AlreadyExists' });
  await expect(make('A111', '1', id('A11'))).rejects.toMatchObject({ type: 'PlatformRefused' });
  await call('area/updateSaasArea', {
    id: id('A12'),
    groupCode,
    areaName: '重庆',
    areaType: '1',
    areaCode: 'A12',
    parentId: id('A1'),
  });
  const { content: tree } = await call('area/querySaasAreaTree', { groupCode });
  expect(tree).toMatchObject([
    { areaCode: 'A1', parentId: '', childrens: [{ areaCode: 'A11', childrens: [] }, { areaName: '重庆' }] },
  ]);
  const { content: list } = await call('area/querySaasAreaList', { groupCode, areaName: '重' });
  expect(list).toMatchObject([{ id: id('A12'), parentId: id('A1'), areaType: '1' }]);
  expect(list[0]).not.toHaveProperty('projectNum');
  await make('A13', '1', id('A1'));
  await call('area/deleteSaasArea', { groupCode, id: id('A13') });
  await expect(call('area/deleteSaasArea', { groupCode, id: id('A13') })).rejects.toMatchObject({ type: 'NotFound' });
  await expect(call('area/deleteSaasArea', { groupCode, id: id('A1') })).rejects.toMatchObject({
    refusal: '存在下级区域，不能删除',
  });
  const { content: rest } = await call('area/queryAllowSaasAreaList', { groupCode, isTotal: true });
  expect(rest.map((one) => [one.areaCode, one.projectNum])).toEqual([
    ['A11', 0],
    ['A12', 0],
  ]);
}

/** What holds of projects. */
export async function projects({ call, ids, id }: Operations): Promise<void> {
  const make = async (projectId: string, areaId?: string) => {
    const input = { groupCode, projectId, projectLocalId: projectId.slice(2), projectName: `项目${projectId}` };
    ids[projectId] = (
      await call('project/createSaasProject', areaId === undefined ? input : { ...input, areaId })
    ).content;
  };
  await make('Pj1', id('A11'));
  await make('Pj2', id('A11'));
  await make('Pj3');
  await expect(make('Pj1')).rejects.toMatchObject({ type: 'AlreadyExists', refusal: '项目ID已存在' });
  await expect(make('Pj4', id('A1'))).rejects.toMatchObject({ refusal: '项目只能属于最底层区域' });
  const project = { groupCode, projectId: 'Pj2', projectLocalId: '2' };
  await call('project/updateSaasProject', { ...project, id: id('Pj2'), areaId: id('A11'), projectName: '二号项目' });
  await call('project/batchUpdateProjectArea', { groupCode, areaId: id('A12'), projectIds: ['Pj2'] });
  const { content } = await call('project/querySaasProjectList', { projectIds: ['Pj2'] });
  expect(content).toMatchObject([{ id: id('Pj2'), projectName: '二号项目', areaId: id('A12'), areaName: '重庆' }]);
  const page = await call('project/queryProjectPageList', { groupCode, page: 2, size: 2 });
  expect(page).toMatchObject({ count: 3, content: [{ projectId: 'Pj3' }] });
  const { content: groups } = await call('group/queryGroupProjectTree', { groupCode });
  expect(groups).toMatchObject([
    { groupCode, projects: [{ projectId: 'Pj1' }, { projectId: 'Pj2' }, { projectId: 'Pj3' }] },
  ]);
  const { content: tree } = await call('project/queryAreaProjectTree', { groupCode });
  expect(tree[0]?.areas?.[0]?.childrens).toMatchObject([
    { areaCode: 'A11', projects: [{ projectId: 'Pj1' }] },
    { areaCode: 'A12', projects: [{ projectId: 'Pj2' }] },
  ]);
  const { content: counted } = await call('area/querySaasAreaList', { groupCode, areaCode: 'A1', isTotal: true });
  expect(counted[0]?.projectNum).toBe(2);
}

/** What holds of roles. */
export async function roles({ call, ids, id }: Operations): Promise<void> {
  const make = async (roleCode: string) => {
    ids[roleCode] = (await call('role/createSaasRole', { groupCode, roleCode, roleName: `角色${roleCode}` })).content;
  };
  await make('R1');
  await make('R2');
  await expect(make('R1')).rejects.toMatchObject({ type: 'AlreadyExists', refusal: '角色编码已存在' });
  await call('role/updateSaasRole', { id: id('R2'), groupCode, roleCode: 'R2', roleName: '管理员', roleType: '1' });
  const { content: list } = await call('role/querySaasRoleList', { groupCode, roleName: '角色' });
  expect(list.map((one) => one.roleCode)).toEqual(['R1']);
  const { content: named } = await call('role/querySaasRoleByName', { groupCode, roleName: '管理员' });
  expect(named).toMatchObject([{ id: id('R2'), roleType: '1', valid: 1 }]);
  const page = await call('role/queryRolePageList', {
    groupCode,
    page: 1,
    size: 1,
    roleTypes: ['1'],
    counMenu: true,
  });
  expect(page).toMatchObject({ count: 1, content: [{ roleCode: 'R2', counMenu: 0 }] });
}

/** What holds of menus and their functions. */
export async function menusAndFunctions({ call, ids, id }: Operations): Promise<void> {
  const make = async (menuCode: string, menuSort: number, parentId?: string) => {
    const input = { menuCode, menuName: `菜单${menuCode}`, menuSort, menuType: '0' };
    ids[menuCode] = (
      await call('menu/createSaasMenu', parentId === undefined ? input : { ...input, parentId })
    ).content;
  };
  await make('M2', 2);
  await make('M1', 1);
  await make('M11', 1, id('M1'));
  await expect(make('M1', 1)).rejects.toMatchObject({ type: 'AlreadyExists', refusal: '菜单编码已存在' });
  await call('menu/updateSaasMenu', {
    id: id('M11'),
    parentId: id('M1'),
    menuCode: 'M11',
    menuName: '落地页',
    menuUrl: '/page',
    urlType: '0',
    menuSort: 1,
    menuType: '0',
  });
  const makeFunction = async (funCode: string, funSort: number) => {
    const input = { menuId: id('M11'), funCode, funName: `功能${funCode}`, funUrl: `/${funCode}`, funSort };
    ids[funCode] = (await call('function/createSaasFunction', input)).content;
  };
  await makeFunction('F2', 2);
  await makeFunction('F1', 1);
  await expect(makeFunction('F1', 3)).rejects.toMatchObject({ type: 'AlreadyExists', refusal: '功能编码已存在' });
  const changed = { menuId: id('M11'), funCode: 'F2', funName: '删除', funUrl: '/F2', funSort: 3 };
  await call('function/updateSaasFunction', { id: id('F2'), ...changed });
  const { content: functions } = await call('function/querySaasFunctionList', { menuId: id('M11'), funName: '删' });
  expect(functions).toMatchObject([{ id: id('F2'), funSort: 3 }]);
  const { content: tree } = await call('menu/queryMenuFunTree', { menuType: '0' });
  expect(tree).toMatchObject([
    {
      menuCode: 'M1',
      menuId: id('M1'),
      childrens: [{ menuName: '落地页', urlType: '0', functions: [{ funCode: 'F1' }, { funCode: 'F2' }] }],
    },
    { menuCode: 'M2', childrens: [] },
  ]);
}

/** What holds of roles with menus and functions. */
export async function rolesWithMenus({ call, id }: Operations): Promise<void> {
  const link = { groupCode, roleId: id('R1'), menuId: id('M11') };
  await call('roleMenu/createSaasRoleMenu', { ...link, functionId: id('F1') });
  await call('roleMenu/createSaasRoleMenu', { groupCode, roleId: id('R1'), menuId: id('M2') });
  await expect(call('roleMenu/createSaasRoleMenu', { ...link, functionId: id('F1') })).rejects.toMatchObject({
    type: 'AlreadyExists',
  });
  const { content } = await call('roleMenu/querySaasRoleMenuList', { groupCode, roleId: id('R1') });
  expect(content).toEqual([
    { ...link, functionId: id('F1') },
    { groupCode, roleId: id('R1'), menuId: id('M2') },
  ]);
  const { content: own } = await call('function/querySaasRoleFunctions', { roleId: id('R1') });
  expect(own).toMatchObject({ menus: [{ menuCode: 'M2' }], functions: [{ funCode: 'F1' }] });
  await expect(call('function/deleteSaasFunction', { id: id('F1') })).rejects.toMatchObject({
    refusal: '功能点已分配给角色，不能删除',
  });
  await call('roleMenu/deleteSaasRoleMenu', { groupCode, roleId: id('R1'), menuId: id('M2') });
  await call('roleMenu/resetSaasRoleMenu', {
    groupCode,
    roleId: id('R2'),
    auths: [{ menuId: id('M11'), functionId: id('F2') }, { menuId: id('M1') }],
  });
  const { content: all } = await call('roleMenu/querySaasRoleMenuList', { groupCode });
  expect(all.map((one) => [one.roleId, one.menuId, one.functionId])).toEqual([
    [id('R1'), id('M11'), id('F1')],
    [id('R2'), id('M11'), id('F2')],
    [id('R2'), id('M1'), undefined],
  ]);
}
