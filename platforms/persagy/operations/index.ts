import { accountProjects } from './account-projects.ts';
import { accountRoles } from './account-roles.ts';
import { accounts } from './accounts.ts';
import { areas } from './areas.ts';
import { functions } from './functions.ts';
import { groups } from './groups.ts';
import { login, thirdParty } from './login.ts';
import { menus } from './menus.ts';
import { products } from './products.ts';
import { projects } from './projects.ts';
import { roleMenus } from './role-menus.ts';
import { roles } from './roles.ts';
import { upgrades } from './upgrades.ts';

/** Every operation of the document "运维管理平台v3.0接口文档" by the last two segments of its path, in the document's order. */
export const operations = {
  ...login,
  ...groups,
  ...areas,
  ...projects,
  ...accounts,
  ...products,
  ...roles,
  ...menus,
  ...functions,
  ...accountProjects,
  ...accountRoles,
  ...roleMenus,
  ...upgrades,
  ...thirdParty,
};

/** The name of an operation: `role/querySaasRoleList`. */
export type OperationName = keyof typeof operations;
