import { deployModel, groupCode, groupDesc, groupIcon, groupName, remark, syncState } from '../fields.ts';
import { operation } from '../operation.ts';

const session = ['accountBelong', 'accountId', 'appId'] as const;

/** 集团管理: groups. There is no call that deletes one. */
export const groups = {
  'group/querySaasGroupList': operation({
    title: '集团信息查询',
    text: 'List groups',
    effect: 'read',
    session,
    required: {},
    optional: { groupCode, groupName, deployModel, syncState },
    answer: { kind: 'list', record: 'group' },
  }),
  'group/queryGroupProjectTree': operation({
    title: '查询集团项目树(权限过滤)',
    text: 'List groups with those of their projects that the account may see',
    effect: 'read',
    session,
    required: {},
    optional: { groupCode },
    answer: { kind: 'tree', record: 'group' },
  }),
  'group/createSaasGroup': operation({
    title: '创建集团信息',
    text: 'Make a group',
    effect: 'once',
    session,
    required: { groupCode, groupName },
    optional: { deployModel, groupIcon, groupDesc, remark },
    answer: { kind: 'nothing' },
  }),
  'group/updateSaasGroup': operation({
    title: '更新集团信息',
    text: 'Replace what is known of a group; what is left out may be emptied',
    effect: 'repeatable',
    session,
    required: { groupCode, groupName, deployModel },
    optional: { groupIcon, groupDesc, remark },
    answer: { kind: 'nothing' },
  }),
};
