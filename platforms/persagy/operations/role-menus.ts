import { auths, functionId, groupCode, menuId, roleId } from '../fields.ts';
import { operation } from '../operation.ts';

const session = ['accountBelong', 'accountId', 'appId'] as const;

/** 角色-菜单功能权限管理: which menus and functions roles have. */
export const roleMenus = {
  'roleMenu/querySaasRoleMenuList': operation({
    title: '查询角色-菜单功能关联信息',
    text: 'List which roles have which menus and functions',
    effect: 'read',
    session,
    required: { groupCode },
    optional: { roleId, menuId, functionId },
    answer: { kind: 'list', record: 'roleMenu' },
  }),
  'roleMenu/createSaasRoleMenu': operation({
    title: '新增角色-菜单关联信息',
    text: 'Give a menu, or a function of it, to a role',
    effect: 'once',
    session,
    required: { groupCode, roleId, menuId },
    optional: { functionId },
    answer: { kind: 'nothing' },
  }),
  'roleMenu/resetSaasRoleMenu': operation({
    title: '重置角色-菜单关联信息',
    text: 'Replace the menus and functions of a role',
    effect: 'repeatable',
    session,
    required: { groupCode, roleId, auths },
    optional: {},
    answer: { kind: 'nothing' },
  }),
  'roleMenu/deleteSaasRoleMenu': operation({
    title: '删除角色-菜单关联信息',
    text: 'Take menus and functions from roles: all that the fields fit',
    effect: 'repeatable',
    session,
    required: { groupCode },
    optional: { roleId, menuId, functionId },
    answer: { kind: 'nothing' },
  }),
};
