import { entries, texts } from '../field.ts';
import { casType, groupCode, roleId, targetAccount } from '../fields.ts';
import { operation } from '../operation.ts';

const session = ['accountBelong', 'appId'] as const;

/** 账号-角色权限管理: which roles accounts have. */
export const accountRoles = {
  'accountRole/querySaasRoleMenuList': operation({
    title: '查询账号-角色关联信息',
    text: 'List which accounts have which roles',
    effect: 'read',
    session,
    required: {},
    optional: { accountId: targetAccount, groupCode, roleId, accountIds: texts('Ids of accounts') },
    answer: { kind: 'list', record: 'accountRole' },
  }),
  'accountRole/createSaasAccountRole': operation({
    title: '新增账号-角色关联信息',
    text: 'Give a role to an account',
    effect: 'once',
    session,
    required: { accountId: targetAccount, groupCode, roleId },
    optional: {},
    answer: { kind: 'nothing' },
  }),
  'accountRole/resetSaasAccountRole': operation({
    title: '重置账号-角色关联信息',
    text: 'Replace the roles of an account',
    effect: 'repeatable',
    session,
    required: {
      accountId: targetAccount,
      roles: entries('The roles from now on', { roleId }, { casType: { ...casType, text: 'Kind of this link' } }),
    },
    optional: { groupCode, casType },
    needs: [{ when: 'accountBelong', is: '1', fields: ['groupCode'] }],
    answer: { kind: 'nothing' },
  }),
  'accountRole/deleteSaasAccountRole': operation({
    title: '删除账号-角色关联信息',
    text: 'Take roles from an account: all that the other fields fit',
    effect: 'repeatable',
    session,
    required: { accountId: targetAccount },
    optional: { groupCode, roleId },
    answer: { kind: 'nothing' },
  }),
};
