import type { Words } from '../../lib/words/words.ts';

/** What people call the changes of a plan, and what they change. */
export const names: Readonly<Record<string, Words>> = {
  create: { en: 'create', zh: '新增' },
  update: { en: 'update', zh: '修改' },
  enable: { en: 'enable', zh: '启用' },
  disable: { en: 'disable', zh: '停用' },
  link: { en: 'link', zh: '关联' },
  unlink: { en: 'unlink', zh: '取消关联' },
  delete: { en: 'delete', zh: '删除' },
  group: { en: 'group', zh: '集团' },
  area: { en: 'area', zh: '区域' },
  project: { en: 'project', zh: '项目' },
  menu: { en: 'menu', zh: '菜单' },
  function: { en: 'function', zh: '功能' },
  role: { en: 'role', zh: '角色' },
  account: { en: 'account', zh: '账号' },
  accountGroup: { en: 'account in group', zh: '账号与集团' },
  roleMenu: { en: 'menu of role', zh: '角色与菜单' },
  accountRole: { en: 'role of account', zh: '账号与角色' },
  accountArea: { en: 'area of account', zh: '账号与区域' },
  accountProject: { en: 'project of account', zh: '账号与项目' },
};
