import { flag } from '../field.ts';
import { areaCode, areaId, areaName, areaType, groupCode, parentId, remark } from '../fields.ts';
import { operation } from '../operation.ts';

const session = ['accountBelong', 'accountId', 'appId'] as const;
const filters = { id: areaId, parentId, areaCode, areaName, areaType };

/** 区域管理: areas, a tree within each group. */
export const areas = {
  'area/querySaasAreaTree': operation({
    title: '查询区域树(全局)',
    text: 'All areas as a tree',
    effect: 'read',
    session,
    required: {},
    optional: { groupCode },
    answer: { kind: 'tree', record: 'area' },
  }),
  'area/queryAllowAreaTree': operation({
    title: '查询区域权限树(权限过滤)',
    text: 'The areas that the account may see as a tree',
    effect: 'read',
    session,
    required: {},
    optional: { groupCode },
    answer: { kind: 'tree', record: 'area' },
  }),
  'area/querySaasAreaList': operation({
    title: '区域平铺列表查询',
    text: 'List areas of a group, without regard to permissions',
    effect: 'read',
    session,
    required: { groupCode },
    optional: {
      ...filters,
      isTotal: flag('Also count the projects in each area and below that the account may see; default false'),
    },
    answer: { kind: 'list', record: 'area' },
  }),
  'area/queryAllowSaasAreaList': operation({
    title: '底层区域平铺列表查询(权限过滤)',
    text: 'List the areas at the bottom of a group that the account may see',
    effect: 'read',
    session,
    required: { groupCode },
    optional: { ...filters, isTotal: flag('Also count the projects in each area; default false') },
    answer: { kind: 'list', record: 'area' },
  }),
  'area/createSaasArea': operation({
    title: '创建区域信息',
    text: 'Make an area',
    effect: 'once',
    session,
    required: { groupCode, areaName, areaType },
    optional: { parentId, areaCode, remark },
    answer: { kind: 'id' },
  }),
  'area/updateSaasArea': operation({
    title: '更新区域信息',
    text: 'Replace what is known of an area; what is left out may be emptied',
    effect: 'repeatable',
    session,
    required: { id: areaId, groupCode, areaName, areaType },
    optional: { parentId, areaCode, remark },
    answer: { kind: 'nothing' },
  }),
  'area/deleteSaasArea': operation({
    title: '删除区域信息',
    text: 'Delete an area',
    effect: 'repeatable',
    session,
    required: { groupCode, id: areaId },
    optional: {},
    answer: { kind: 'nothing' },
  }),
};
