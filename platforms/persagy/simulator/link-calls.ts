import type { Handlers } from './calls.ts';
import { entriesOf, type Input, textOf } from './check-input.ts';
import { Refusal } from './refusal.ts';
import { checkAuth } from './role-calls.ts';
import { fits, listOf, pick, type Row, type State, type Table } from './state.ts';

const PROJECT_LINK = ['accountId', 'groupCode', 'areaId', 'projectId'];
const ROLE_LINK = ['accountId', 'groupCode', 'roleId'];
const MENU_LINK = ['groupCode', 'roleId', 'menuId', 'functionId'];

/** What links accounts to areas and projects and to roles, and roles to menus and functions. */
export function linkCalls(state: State): Handlers {
  const { accounts, areas, projects, roles, accountProjects, accountRoles, roleMenus } = state.tables;

  function add(
    table: Table,
    prefix: string,
    link: Record<string, unknown>,
    names: readonly string[],
    by: string,
  ): void {
    const isSame = (row: Row) => names.every((name) => row[name] === link[name]);
    if (table.find(isSame) !== undefined) throw new Refusal('关联信息已存在');
    table.add(prefix, link, by);
  }

  function shown(table: Table, input: Input, names: readonly string[], also: (row: Row) => boolean = () => true) {
    return listOf(table.filter((row) => fits(row, input, names) && also(row)).map((row) => pick(row, names)));
  }

  function checkAccount(input: Input): void {
    if (accounts.get(input['accountId']) === undefined) throw new Refusal('账号不存在');
  }

  function checkPlace({ groupCode, areaId, projectId }: Record<string, unknown>): void {
    if (areas.get(areaId)?.['groupCode'] !== groupCode) throw new Refusal('区域不存在');
    if (projectId === undefined || projectId === '') return;
    if (projects.get(projectId)?.['areaId'] !== areaId) throw new Refusal('项目不属于该区域');
  }

  function checkRole(roleId: unknown, groupCode: string): void {
    const role = roles.get(roleId);
    if (role === undefined || (groupCode !== '' && role['groupCode'] !== groupCode)) throw new Refusal('角色不存在');
  }

  return {
    'accountProject/querySaasAccountProjectList'(input) {
      checkAccount(input);
      return shown(accountProjects, input, PROJECT_LINK);
    },
    'accountProject/createSaasAccountProject'(input, caller) {
      checkAccount(input);
      checkPlace(input);
      add(accountProjects, 'CP', pick(input, PROJECT_LINK), PROJECT_LINK, caller.id);
      return { respMsg: '保存成功' };
    },
    'accountProject/resetSaasAccountProject'(input, caller) {
      checkAccount(input);
      const wanted = entriesOf(input, 'auths') ?? [];
      for (const one of wanted) checkPlace(one);
      accountProjects.remove(accountProjects.filter((row) => row['accountId'] === input['accountId']));
      for (const one of wanted) {
        accountProjects.add('CP', { accountId: input['accountId'], ...pick(one, PROJECT_LINK) }, caller.id);
      }
      return { respMsg: '重置成功' };
    },
    'accountProject/deleteSaasAccountProject'(input) {
      checkAccount(input);
      accountProjects.remove(accountProjects.filter((row) => fits(row, input, PROJECT_LINK)));
      return { respMsg: '删除成功' };
    },
    'accountRole/querySaasRoleMenuList'(input) {
      const ids = input['accountIds'];
      const isWanted = (row: Row) => !Array.isArray(ids) || ids.length === 0 || ids.includes(row['accountId']);
      return shown(accountRoles, input, ROLE_LINK, isWanted);
    },
    'accountRole/createSaasAccountRole'(input, caller) {
      checkAccount(input);
      checkRole(input['roleId'], textOf(input, 'groupCode'));
      const link = pick(input, ROLE_LINK);
      if (accountRoles.find((row) => fits(row, link, ROLE_LINK)) !== undefined) throw new Refusal('关联信息已存在');
      accountRoles.add('CR', { ...link, casType: '0' }, caller.id);
      return { respMsg: '保存成功' };
    },
    'accountRole/resetSaasAccountRole'(input, caller) {
      checkAccount(input);
      const wanted = entriesOf(input, 'roles') ?? [];
      for (const { roleId } of wanted) checkRole(roleId, textOf(input, 'groupCode'));
      accountRoles.remove(accountRoles.filter((row) => fits(row, input, ['accountId', 'groupCode', 'casType'])));
      for (const { roleId, casType = '0' } of wanted) {
        accountRoles.add('CR', { ...pick(input, ROLE_LINK), roleId, casType }, caller.id);
      }
      return { respMsg: '重置成功' };
    },
    'accountRole/deleteSaasAccountRole'(input) {
      checkAccount(input);
      accountRoles.remove(accountRoles.filter((row) => fits(row, input, ROLE_LINK)));
      return { respMsg: '删除成功' };
    },
    'roleMenu/querySaasRoleMenuList': (input) => shown(roleMenus, input, MENU_LINK),
    'roleMenu/createSaasRoleMenu'(input, caller) {
      checkRole(input['roleId'], textOf(input, 'groupCode'));
      checkAuth(state, input['menuId'], input['functionId']);
      add(roleMenus, 'RM', pick(input, MENU_LINK), MENU_LINK, caller.id);
      return { respMsg: '保存成功' };
    },
    'roleMenu/resetSaasRoleMenu'(input, caller) {
      checkRole(input['roleId'], textOf(input, 'groupCode'));
      const wanted = entriesOf(input, 'auths') ?? [];
      for (const { menuId, functionId } of wanted) checkAuth(state, menuId, functionId);
      // 先删后新增
      roleMenus.remove(roleMenus.filter((row) => row['roleId'] === input['roleId']));
      for (const one of wanted) {
        roleMenus.add('RM', { ...pick(input, ['groupCode', 'roleId']), ...pick(one, MENU_LINK) }, caller.id);
      }
      return { respMsg: '重置成功' };
    },
    'roleMenu/deleteSaasRoleMenu'(input) {
      roleMenus.remove(roleMenus.filter((row) => fits(row, input, MENU_LINK)));
      return { respMsg: '删除成功' };
    },
  };
}
