import { funCode, functionId, funName, funSort, funUrl, groupCode, menuId, remark, roleId } from '../fields.ts';
import { operation } from '../operation.ts';

const session = ['accountBelong', 'accountId', 'appId'] as const;
const required = { menuId, funCode, funName, funUrl, funSort };

/** 功能点管理: functions of menus. */
export const functions = {
  // The example answer of the document is that of a deletion.
  'function/querySaasFunctionList': operation({
    title: '查询功能点信息',
    text: 'List functions',
    effect: 'read',
    session,
    required: {},
    optional: { menuId, funCode, funName },
    answer: { kind: 'list', record: 'function' },
  }),
  'function/querySaasRoleFunctions': operation({
    title: '角色菜单功能点列表查询',
    text: 'The functions of a role, and those of its menus that have none',
    effect: 'read',
    session,
    required: { roleId },
    optional: { groupCode },
    answer: { kind: 'one', record: 'roleFunctions' },
  }),
  'function/createSaasFunction': operation({
    title: '创建功能点信息',
    text: 'Make a function of a menu',
    effect: 'once',
    session,
    required,
    optional: { remark },
    answer: { kind: 'id' },
  }),
  'function/updateSaasFunction': operation({
    title: '更新功能点信息',
    text: 'Replace what is known of a function; what is left out may be emptied',
    effect: 'repeatable',
    session,
    required: { id: functionId, ...required },
    optional: { remark },
    answer: { kind: 'nothing' },
  }),
  'function/deleteSaasFunction': operation({
    title: '删除功能点信息',
    text: 'Delete a function',
    effect: 'repeatable',
    session,
    required: { id: functionId },
    optional: {},
    answer: { kind: 'nothing' },
  }),
};
