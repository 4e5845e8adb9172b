import { flag } from '../field.ts';
import {
  groupCode,
  menuCode,
  menuIcon,
  menuId,
  menuName,
  menuSort,
  menuType,
  menuUrl,
  parentId,
  remark,
  urlType,
} from '../fields.ts';
import { operation } from '../operation.ts';

const session = ['accountBelong', 'accountId', 'appId'] as const;
const required = { menuCode, menuName, menuSort, menuType };
const optional = { parentId, menuUrl, urlType, menuIcon, remark };

const needs = [{ when: 'menuUrl', fields: ['urlType'] }];

/** 菜单管理: menus, a tree. */
export const menus = {
  'menu/queryMenuFunTree': operation({
    title: '查询菜单功能树(不做权限过滤)',
    text: 'The menus of a kind with their functions as a tree, without regard to permissions',
    effect: 'read',
    session,
    required: { menuType },
    optional: { menuId },
    answer: { kind: 'tree', record: 'menu' },
  }),
  'menu/querySaasMenuTree': operation({
    title: '查询账号菜单功能权限树(权限过滤)',
    text: 'The menus and functions that the account may use as a tree',
    effect: 'read',
    session,
    required: {},
    optional: { isMenu: flag('Only the menus; default false'), groupCode },
    answer: { kind: 'tree', record: 'menu' },
  }),
  'menu/createSaasMenu': operation({
    title: '创建菜单信息',
    text: 'Make a menu',
    effect: 'once',
    session,
    required,
    optional,
    needs,
    answer: { kind: 'id' },
  }),
  'menu/updateSaasMenu': operation({
    title: '更新菜单信息',
    text: 'Replace what is known of a menu; what is left out may be emptied',
    effect: 'repeatable',
    session,
    required: { id: menuId, ...required },
    optional,
    needs,
    answer: { kind: 'nothing' },
  }),
  'menu/deleteSaasMenu': operation({
    title: '删除菜单信息',
    text: 'Delete a menu, its functions, and what links them to roles',
    effect: 'repeatable',
    session,
    required: { id: menuId },
    optional: { groupCode },
    answer: { kind: 'nothing' },
  }),
};
