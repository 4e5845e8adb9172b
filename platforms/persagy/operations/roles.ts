import { flag, texts } from '../field.ts';
import { auths, groupCode, page, remark, roleCode, roleId, roleName, roleType, size } from '../fields.ts';
import { operation } from '../operation.ts';

const session = ['accountBelong', 'accountId', 'appId'] as const;
const filters = {
  id: roleId,
  roleCode,
  roleType,
  roleName,
  counMenu: flag('Also count the menus of each; default false'),
  countFunction: flag('Also count the functions of each; default false'),
};

/** 角色管理: roles. */
export const roles = {
  'role/querySaasRoleList': operation({
    title: '查询角色信息(未做权限过滤,全局角色列表)',
    text: 'List roles, without regard to permissions',
    effect: 'read',
    session,
    required: {},
    optional: { groupCode, ...filters, roleIds: texts('Ids of roles') },
    answer: { kind: 'list', record: 'role' },
  }),
  'role/queryRolePageList': operation({
    title: '分页查询角色信息(未做权限过滤,全局角色列表)',
    text: 'List roles page by page, without regard to permissions',
    effect: 'read',
    session,
    required: { groupCode, page, size },
    optional: { ...filters, roleTypes: texts('Kinds of roles'), adminOrder: flag('Administrators first') },
    answer: { kind: 'page', record: 'role' },
  }),
  'role/querySaasRoleByName': operation({
    title: '根据角色名称查询角色信息',
    text: 'The roles of a name; businesses have to give the kind too',
    effect: 'read',
    session,
    required: { groupCode, roleName },
    optional: { roleType },
    answer: { kind: 'list', record: 'role' },
  }),
  'role/createSaasRole': operation({
    title: '创建角色信息',
    text: 'Make a role',
    effect: 'once',
    session,
    required: { groupCode, roleCode, roleName },
    optional: { roleType, remark, auths },
    answer: { kind: 'id' },
  }),
  'role/updateSaasRole': operation({
    title: '更新角色信息',
    text: 'Replace what is known of a role; what is left out may be emptied',
    effect: 'repeatable',
    session,
    required: { id: roleId, groupCode, roleCode, roleName },
    optional: { roleType, remark, auths },
    answer: { kind: 'nothing' },
  }),
  'role/deleteSaasRole': operation({
    title: '删除角色信息',
    text: 'Delete a role, and what links it to accounts and menus',
    effect: 'repeatable',
    session,
    required: { id: roleId },
    optional: { groupCode },
    answer: { kind: 'nothing' },
  }),
};
