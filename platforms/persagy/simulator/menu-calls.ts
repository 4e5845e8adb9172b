import type { Handlers } from './calls.ts';
import { type Input, textOf } from './check-input.ts';
import { Refusal } from './refusal.ts';
import { fits, listOf, pick, type Row, type State } from './state.ts';
import { treeOf, withAllBelow } from './trees.ts';

const MENU_FIELDS = [
  'appId',
  'parentId',
  'menuCode',
  'menuName',
  'menuUrl',
  'urlType',
  'menuIcon',
  'menuSort',
  'menuType',
  'remark',
];
const FUNCTION_FIELDS = ['menuId', 'funCode', 'funName', 'funUrl', 'funSort', 'remark'];

/** Menus and their functions. */
export function menuCalls({ tables }: State): Handlers {
  const { menus, functions, accounts, accountRoles, roleMenus } = tables;

  function menuOf(id: unknown): Row {
    const menu = menus.get(id);
    if (menu === undefined) throw new Refusal('菜单不存在');
    return menu;
  }

  function functionOf(input: Input): Row {
    const found = functions.get(input['id']);
    if (found === undefined) throw new Refusal('功能点不存在');
    return found;
  }

  function checkMenu(input: Input, own?: Row): void {
    const parentId = textOf(input, 'parentId');
    if (parentId !== '') {
      const parent = menus.get(parentId);
      if (parent === undefined || !isOfOneTree(parent, input)) throw new Refusal('上级菜单不存在');
      if (own !== undefined && withAllBelow(menus.all(), own).some(({ id }) => id === parentId)) {
        throw new Refusal('上级菜单不能是自身或下级菜单');
      }
    }
    const others = menus.filter((row) => isOfOneTree(row, input) && row.id !== own?.id);
    if (others.some((row) => row['menuCode'] === input['menuCode'])) throw new Refusal('菜单编码已存在');
  }

  function checkFunction(input: Input, own?: Row): void {
    const { id } = menuOf(input['menuId']);
    const others = functions.filter((row) => row['menuId'] === id && row.id !== own?.id);
    if (others.some((row) => row['funCode'] === input['funCode'])) throw new Refusal('功能编码已存在');
  }

  function functionsOf(menu: Row): Row[] {
    return functions.filter((row) => row['menuId'] === menu.id).toSorted(bySort('funSort'));
  }

  /** What the roles of an account let it use; undefined of an administrator, who may use all. */
  function allowed(account: Row): { menus: Set<unknown>; functions: Set<unknown> } | undefined {
    if (account['accountType'] === '0') return undefined;
    const own = new Set(
      accountRoles.filter((row) => row['accountId'] === account.id).map((row) => String(row['roleId'])),
    );
    const links = roleMenus.filter((row) => own.has(String(row['roleId'])));
    const shown = new Set<unknown>();
    for (const { menuId } of links) {
      for (let id = menuId; id !== undefined && id !== ''; id = menus.get(id)?.['parentId']) shown.add(id);
    }
    return { menus: shown, functions: new Set(links.map((row) => row['functionId'])) };
  }

  return {
    'menu/queryMenuFunTree'(input) {
      const all = menus.filter((row) => fits(row, input, ['appId', 'menuType'])).toSorted(bySort('menuSort'));
      const top = textOf(input, 'menuId') === '' ? undefined : all.find((row) => row.id === input['menuId']);
      if (textOf(input, 'menuId') !== '' && top === undefined) return { content: [] };
      const shown = top === undefined ? all : withAllBelow(all, top);
      return { content: treeOf(shown, (menu) => ({ menuId: menu.id, functions: functionsOf(menu) })) };
    },
    'menu/querySaasMenuTree'(input) {
      const account = accounts.get(input['accountId']);
      if (account === undefined) throw new Refusal('账号不存在');
      const may = allowed(account);
      const shown = menus
        .filter((row) => row['appId'] === input['appId'] && (may === undefined || may.menus.has(row.id)))
        .toSorted(bySort('menuSort'));
      const groupCode = textOf(input, 'groupCode') || account['groupCode'];
      const own = { accountId: account.id, ...(groupCode === undefined ? {} : { groupCode }) };
      return {
        content: treeOf(shown, (menu) => ({
          ...own,
          menuId: menu.id,
          ...(input['isMenu'] === true
            ? {}
            : { functions: functionsOf(menu).filter(({ id }) => may === undefined || may.functions.has(id)) }),
        })),
      };
    },
    'menu/createSaasMenu'(input, caller) {
      checkMenu(input);
      return { content: menus.add('ME', pick(input, MENU_FIELDS), caller.id).id, respMsg: '保存成功' };
    },
    'menu/updateSaasMenu'(input, caller) {
      const menu = menuOf(input['id']);
      checkMenu(input, menu);
      menus.replace(menu, pick(input, MENU_FIELDS), caller.id);
      return { respMsg: '更新成功' };
    },
    'menu/deleteSaasMenu'(input) {
      const menu = menuOf(input['id']);
      // The cascade of the document has no menus in it.
      if (menus.find((row) => row['parentId'] === menu.id) !== undefined) throw new Refusal('存在下级菜单，不能删除');
      // 级联删除菜单下功能点,及角色-菜单功能关联关系
      functions.remove(functionsOf(menu));
      roleMenus.remove(roleMenus.filter((row) => row['menuId'] === menu.id));
      menus.remove([menu]);
      return { respMsg: '删除成功' };
    },
    'function/querySaasFunctionList': (input) =>
      listOf(functions.filter((row) => fits(row, input, ['menuId', 'funCode'], ['funName']))),
    'function/createSaasFunction'(input, caller) {
      checkFunction(input);
      return { content: functions.add('FU', pick(input, FUNCTION_FIELDS), caller.id).id, respMsg: '保存成功' };
    },
    'function/updateSaasFunction'(input, caller) {
      const found = functionOf(input);
      checkFunction(input, found);
      functions.replace(found, pick(input, FUNCTION_FIELDS), caller.id);
      return { respMsg: '更新成功' };
    },
    'function/deleteSaasFunction'(input) {
      const found = functionOf(input);
      // The document says nothing of a cascade: what is in use stays.
      if (roleMenus.find((row) => row['functionId'] === found.id) !== undefined) {
        throw new Refusal('功能点已分配给角色，不能删除');
      }
      functions.remove([found]);
      return { respMsg: '删除成功' };
    },
  };
}

/** Codes are unique in an application and kind of menus, and trees do not mix them. */
function isOfOneTree(row: Row, input: Input): boolean {
  return row['appId'] === input['appId'] && row['menuType'] === input['menuType'];
}

function bySort(name: string): (a: Row, b: Row) => number {
  return (a, b) => Number(a[name]) - Number(b[name]);
}
