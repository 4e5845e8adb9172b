import { flag } from '../field.ts';
import {
  accountBelong,
  appId,
  areaId,
  groupCode,
  page,
  projectId,
  projectIds,
  projectLocalId,
  projectName,
  projectRecord,
  remark,
  size,
} from '../fields.ts';
import { operation } from '../operation.ts';

const session = ['accountBelong', 'accountId', 'appId'] as const;
const filters = { id: projectRecord, groupCode, projectId, areaId, projectLocalId, projectName };

/** 项目管理: projects. There is no call that deletes one. */
export const projects = {
  'project/querySaasProjectList': operation({
    title: '查询项目信息',
    text: 'List projects',
    effect: 'read',
    session,
    required: {},
    optional: { ...filters, projectIds },
    answer: { kind: 'list', record: 'project' },
  }),
  'project/queryGroupProjectList': operation({
    title: '集团-区域项目平铺列表查询',
    text: 'List the projects that were given to the account, with the areas at the bottom',
    effect: 'read',
    session: ['accountId'],
    required: {},
    optional: { accountBelong, groupCode, appId },
    answer: { kind: 'list', record: 'areaOrProject' },
  }),
  'project/queryAreaProjectTree': operation({
    title: '查询集团区域项目树(全局)',
    text: 'Groups, areas and projects as a tree, without regard to permissions',
    effect: 'read',
    session,
    required: {},
    optional: filters,
    answer: { kind: 'tree', record: 'group' },
  }),
  'project/queryAllowAreaProjectTree': operation({
    title: '查询集团区域项目树(权限过滤)',
    text: 'The groups, areas and projects that the account may see as a tree',
    effect: 'read',
    session,
    required: {},
    optional: {
      ...filters,
      projectIds,
      showEmptyArea: flag('Also areas without projects; default true'),
    },
    answer: { kind: 'tree', record: 'group' },
  }),
  'project/queryProjectPageList': operation({
    title: '分页查询项目信息',
    text: 'List projects page by page',
    effect: 'read',
    session,
    required: { page, size },
    optional: filters,
    answer: { kind: 'page', record: 'project' },
  }),
  'project/createSaasProject': operation({
    title: '创建项目信息',
    text: 'Make a project',
    effect: 'once',
    session,
    required: { groupCode, projectId, projectLocalId, projectName },
    optional: { areaId, remark },
    answer: { kind: 'id' },
  }),
  'project/updateSaasProject': operation({
    title: '更新项目信息',
    text: 'Replace what is known of a project; what is left out may be emptied',
    effect: 'repeatable',
    session,
    required: { id: projectRecord, groupCode, projectId, projectLocalId, projectName },
    optional: { areaId, remark },
    answer: { kind: 'nothing' },
  }),
  'project/batchUpdateProjectArea': operation({
    title: '批量变更项目所属区域',
    text: 'Move projects to an area',
    effect: 'repeatable',
    session,
    required: { groupCode, areaId, projectIds },
    optional: {},
    answer: { kind: 'nothing' },
  }),
};
