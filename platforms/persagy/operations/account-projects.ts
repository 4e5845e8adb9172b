import { entries } from '../field.ts';
import { areaId, groupCode, page, projectRecord, size, targetAccount } from '../fields.ts';
import { operation } from '../operation.ts';

const session = ['accountBelong', 'appId'] as const;
const link = { groupCode, areaId };

/** 账号-集团区域项目管理: which areas and projects accounts may see. `projectId` is the id of a record (PR…) here. */
export const accountProjects = {
  'accountProject/querAccountProjectTotal': operation({
    title: '账号-集团项目统计列表分页查询(根据账号做数据权限过滤)',
    text: 'Accounts with their groups and numbers of projects, page by page',
    effect: 'read',
    session: ['accountBelong', 'appId', 'accountId'],
    required: { page, size },
    optional: { groupCode },
    answer: { kind: 'page', record: 'account' },
  }),
  'accountProject/querySaasAccountProjectList': operation({
    title: '查询账号-集团区域项目关联信息',
    text: 'List what an account may see',
    effect: 'read',
    session,
    required: { accountId: targetAccount },
    optional: { groupCode, areaId, projectId: projectRecord },
    answer: { kind: 'list', record: 'accountProject' },
  }),
  'accountProject/createSaasAccountProject': operation({
    title: '添加账号-集团区域项目关联信息',
    text: 'Let an account see an area, or a project in it',
    effect: 'once',
    session,
    required: { accountId: targetAccount, ...link },
    optional: { projectId: projectRecord },
    answer: { kind: 'nothing' },
  }),
  'accountProject/resetSaasAccountProject': operation({
    title: '重置账号-集团区域项目关联信息',
    text: 'Replace all that an account may see',
    effect: 'repeatable',
    session,
    required: {
      accountId: targetAccount,
      auths: entries('What it may see from now on', link, { projectId: projectRecord }),
    },
    optional: {},
    answer: { kind: 'nothing' },
  }),
  'accountProject/deleteSaasAccountProject': operation({
    title: '删除账号-集团项目关联信息',
    text: 'Take from an account what it may see: all that the other fields fit',
    effect: 'repeatable',
    session,
    required: { accountId: targetAccount },
    optional: { groupCode, areaId, projectId: projectRecord },
    answer: { kind: 'nothing' },
  }),
};
