import type { Handlers } from './calls.ts';
import { entriesOf, type Input } from './check-input.ts';
import { Refusal } from './refusal.ts';
import { fits, listOf, pageOf, pick, type Row, type State } from './state.ts';

const ROLE_FIELDS = ['groupCode', 'roleCode', 'roleType', 'roleName', 'remark'];
const PRODUCT_FIELDS = ['productCode', 'productName', 'productIcon', 'productState', 'productMenu', 'remark'];
const PRODUCT_FILTERS = ['productCode', 'productName', 'productState', 'productMenu'];

/** Roles and products. */
export function roleCalls(state: State): Handlers {
  const { roles, groups, products, menus, functions, accountRoles, roleMenus } = state.tables;

  function roleOf(input: Input): Row {
    const role = roles.get(input['id']);
    if (role === undefined) throw new Refusal('角色不存在');
    return role;
  }

  function check(input: Input, own?: Row): void {
    if (groups.find((row) => row['groupCode'] === input['groupCode']) === undefined) throw new Refusal('集团不存在');
    if (own !== undefined && own['groupCode'] !== input['groupCode']) throw new Refusal('角色不属于该集团');
    const others = roles.filter((row) => row['groupCode'] === input['groupCode'] && row.id !== own?.id);
    if (others.some((row) => row['roleCode'] === input['roleCode'])) throw new Refusal('角色编码已存在');
    if (others.some((row) => row['roleName'] === input['roleName'])) throw new Refusal('角色名称已存在');
    for (const { menuId, functionId } of entriesOf(input, 'auths') ?? []) checkAuth(state, menuId, functionId);
  }

  function replaceAuths(role: Row, input: Input, by: string): void {
    const wanted = entriesOf(input, 'auths');
    if (wanted === undefined) return;
    roleMenus.remove(roleMenus.filter((row) => row['roleId'] === role.id));
    for (const { menuId, functionId } of wanted) {
      roleMenus.add('RM', { groupCode: input['groupCode'], roleId: role.id, menuId, functionId }, by);
    }
  }

  function shown(role: Row, input: Input): Row {
    const links = roleMenus.filter((row) => row['roleId'] === role.id);
    const counMenu = new Set(links.map((row) => row['menuId'])).size;
    const countFunction = links.filter((row) => row['functionId'] !== undefined).length;
    return {
      ...role,
      ...(input['counMenu'] === true ? { counMenu } : {}),
      ...(input['countFunction'] === true ? { countFunction } : {}),
    };
  }

  function find(input: Input): Row[] {
    const { roleIds, roleTypes } = input;
    return roles
      .filter(
        (row) =>
          fits(row, input, ['id', 'groupCode', 'roleCode', 'roleType'], ['roleName']) &&
          (!Array.isArray(roleIds) || roleIds.length === 0 || roleIds.includes(row.id)) &&
          (!Array.isArray(roleTypes) || roleTypes.length === 0 || roleTypes.includes(row['roleType'])),
      )
      .map((row) => shown(row, input));
  }

  return {
    'role/querySaasRoleList': (input) => listOf(find(input)),
    'role/queryRolePageList': (input) => pageOf(find(input), input),
    'role/querySaasRoleByName': (input) =>
      listOf(roles.filter((row) => fits(row, input, ['groupCode', 'roleName', 'roleType']))),
    'role/createSaasRole'(input, caller) {
      check(input);
      const role = roles.add('RO', { roleType: '0', ...pick(input, ROLE_FIELDS), valid: 1 }, caller.id);
      replaceAuths(role, input, caller.id);
      return { content: role.id, respMsg: '保存成功' };
    },
    'role/updateSaasRole'(input, caller) {
      const role = roleOf(input);
      check(input, role);
      roles.replace(role, { roleType: '0', ...pick(input, ROLE_FIELDS), valid: role['valid'] }, caller.id);
      replaceAuths(role, input, caller.id);
      return { respMsg: '更新成功' };
    },
    'role/deleteSaasRole'(input) {
      const role = roleOf(input);
      // 级联删除账号和角色的关联关系,以及角色和菜单的关联关系
      accountRoles.remove(accountRoles.filter((row) => row['roleId'] === role.id));
      roleMenus.remove(roleMenus.filter((row) => row['roleId'] === role.id));
      roles.remove([role]);
      return { respMsg: '删除成功' };
    },
    'function/querySaasRoleFunctions'(input) {
      const { roleId } = input;
      if (roles.get(roleId) === undefined) throw new Refusal('角色不存在');
      const links = roleMenus.filter((row) => fits(row, input, ['roleId', 'groupCode']));
      const bare = links.filter((row) => row['functionId'] === undefined);
      return {
        content: {
          menus: bare.flatMap((row) => menus.get(row['menuId']) ?? []).map((menu) => ({ ...menu, menuId: menu.id })),
          functions: links.flatMap((row) => functions.get(row['functionId']) ?? []),
        },
      };
    },
    'product/querySaasProductList': (input) => listOf(products.filter((row) => fits(row, input, PRODUCT_FILTERS))),
    'product/queryProductPageList': (input) =>
      pageOf(
        products.filter((row) => fits(row, input, PRODUCT_FILTERS)),
        input,
      ),
    'product/querySaasAccountList'(input, caller) {
      const own = input['id'] === undefined ? undefined : products.get(input['id']);
      if (input['id'] !== undefined && own === undefined) throw new Refusal('产品不存在');
      const others = products.filter((row) => row.id !== own?.id);
      if (others.some((row) => row['productCode'] === input['productCode'])) throw new Refusal('产品编码已存在');
      if (others.some((row) => row['productName'] === input['productName'])) throw new Refusal('产品名称已存在');
      if (own === undefined) {
        return { content: products.add('PD', pick(input, PRODUCT_FIELDS), caller.id).id, respMsg: '保存成功' };
      }
      products.replace(own, pick(input, PRODUCT_FIELDS), caller.id);
      return { respMsg: '更新成功' };
    },
  };
}

/** A menu, and where one is given a function of it, have to be there. Error: {@link Refusal}. */
export function checkAuth({ tables: { menus, functions } }: State, menuId: unknown, functionId: unknown): void {
  if (menus.get(menuId) === undefined) throw new Refusal('菜单不存在');
  if (functionId === undefined || functionId === '') return;
  if (functions.get(functionId)?.['menuId'] !== menuId) throw new Refusal('功能点不存在');
}
