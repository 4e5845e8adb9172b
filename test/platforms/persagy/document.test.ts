import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endpoints } from '../../../platforms/persagy/endpoints.ts';
import { operations } from '../../../platforms/persagy/operations/index.ts';
import { tableRows } from '../../docs/markdown.ts';
import { projectRoot } from '../../fences/cruise.ts';
import { chineseRows, operationTables } from './operations-page.ts';

/** The paths of the document, in its order. */
const DOCUMENT = `
/saas-platform/saas-account/saas/login
/saas-platform/saas-account/saas/remember
/saas-platform/saas-account/account/logout
/saas-platform/saas-account/group/querySaasGroupList
/saas-platform/saas-account/group/queryGroupProjectTree
/saas-platform/saas-account/group/createSaasGroup
/saas-platform/saas-account/group/updateSaasGroup
/saas-platform/saas-account/area/querySaasAreaTree
/saas-platform/saas-account/area/queryAllowAreaTree
/saas-platform/saas-account/area/querySaasAreaList
/saas-platform/saas-account/area/queryAllowSaasAreaList
/saas-platform/saas-account/area/createSaasArea
/saas-platform/saas-account/area/updateSaasArea
/saas-platform/saas-account/area/deleteSaasArea
/saas-platform/saas-account/project/querySaasProjectList
/saas-platform/saas-account/project/queryGroupProjectList
/saas-platform/saas-account/project/queryAreaProjectTree
/saas-platform/saas-account/project/queryAllowAreaProjectTree
/saas-platform/saas-account/project/queryProjectPageList
/saas-platform/saas-account/project/createSaasProject
/saas-platform/saas-account/project/updateSaasProject
/saas-platform/saas-account/project/batchUpdateProjectArea
/saas-platform/saas-account/account/querySaasAccountList
/saas-platform/saas-account/account/queryRoleAccountList
/saas-platform/saas-account/account/queryAccountPageList
/saas-platform/saas-account/account/querySaasAccountByUsername
/saas-platform/saas-account/account/createSaasAccount
/saas-platform/saas-account/account/updateSaasAccount
/saas-platform/saas-account/account/addSaasAccountGroup
/saas-platform/saas-account/account/deleteSaasAccount
/saas-platform/saas-account/account/enableSaasAccount
/saas-platform/saas-account/account/updateAccountPwd
/saas-platform/saas-account/account/resetAccountPwd
/saas-platform/saas-account/product/querySaasProductList
/saas-platform/saas-account/product/queryProductPageList
/saas-platform/saas-account/product/querySaasAccountList
/saas-platform/saas-account/role/querySaasRoleList
/saas-platform/saas-account/role/queryRolePageList
/saas-platform/saas-account/role/querySaasRoleByName
/saas-platform/saas-account/role/createSaasRole
/saas-platform/saas-account/role/updateSaasRole
/saas-platform/saas-account/role/deleteSaasRole
/saas-platform/saas-account/menu/queryMenuFunTree
/saas-platform/saas-account/menu/querySaasMenuTree
/saas-platform/saas-account/menu/createSaasMenu
/saas-platform/saas-account/menu/updateSaasMenu
/saas-platform/saas-account/menu/deleteSaasMenu
/saas-platform/saas-account/function/querySaasFunctionList
/saas-platform/saas-account/function/querySaasRoleFunctions
/saas-platform/saas-account/function/createSaasFunction
/saas-platform/saas-account/function/updateSaasFunction
/saas-platform/saas-account/function/deleteSaasFunction
/saas-platform/saas-account/accountProject/querAccountProjectTotal
/saas-platform/saas-account/accountProject/querySaasAccountProjectList
/saas-platform/saas-account/accountProject/createSaasAccountProject
/saas-platform/saas-account/accountProject/resetSaasAccountProject
/saas-platform/saas-account/accountProject/deleteSaasAccountProject
/saas-platform/saas-account/accountRole/querySaasRoleMenuList
/saas-platform/saas-account/accountRole/createSaasAccountRole
/saas-platform/saas-account/accountRole/resetSaasAccountRole
/saas-platform/saas-account/accountRole/deleteSaasAccountRole
/saas-platform/saas-account/roleMenu/querySaasRoleMenuList
/saas-platform/saas-account/roleMenu/createSaasRoleMenu
/saas-platform/saas-account/roleMenu/resetSaasRoleMenu
/saas-platform/saas-account/roleMenu/deleteSaasRoleMenu
/saas-platform/saas-account/upgrade/updateAccountAreaAuth
/saas-platform/saas-account/upgrade/clearRedisCache
/saas-platform/saas-account/authCenter/code
/saas-platform/saas-account/authCenter/codeToken
`
  .trim()
  .split('\n');

test('every path of the document is described, 69 of 69, and no other', () => {
  expect(DOCUMENT).toHaveLength(69);
  expect(Object.values(endpoints).map(({ path }) => path)).toEqual(DOCUMENT);
});

/** Where `accountId` is the account that is acted upon; an operation without it would act upon our own. */
const ACT_UPON_AN_ACCOUNT = [
  'saas/remember',
  'account/updateSaasAccount',
  'account/addSaasAccountGroup',
  'account/deleteSaasAccount',
  'account/enableSaasAccount',
  'account/updateAccountPwd',
  'account/resetAccountPwd',
  'accountProject/querySaasAccountProjectList',
  'accountProject/createSaasAccountProject',
  'accountProject/resetSaasAccountProject',
  'accountProject/deleteSaasAccountProject',
  'accountRole/createSaasAccountRole',
  'accountRole/resetSaasAccountRole',
  'accountRole/deleteSaasAccountRole',
];

test('the account that is acted upon is never the session’s', () => {
  const required = Object.entries(operations).filter(([, { required }]) => 'accountId' in required);
  expect(required.map(([name]) => name).toSorted()).toEqual(ACT_UPON_AN_ACCOUNT.toSorted());
  expect(required.filter(([, { session }]) => new Set<string>(session).has('accountId'))).toEqual([]);
});

/** Where the document says optional: there the session's own values would narrow what is found. */
const FILTERED_BY_ACCOUNT = [
  'account/querySaasAccountList',
  'account/queryAccountPageList',
  'accountRole/querySaasRoleMenuList',
];

test('the session adds nothing where the document says optional', () => {
  const filtered = Object.entries(operations).filter(([, { optional }]) => 'accountId' in optional);
  expect(filtered.map(([name]) => name).toSorted()).toEqual(FILTERED_BY_ACCOUNT.toSorted());
  const twice = Object.entries(operations).filter(([, { session, optional }]) =>
    session.some((name) => name in optional),
  );
  expect(twice).toEqual([]);
});

test('what is a secret is told as one', () => {
  const secrets = Object.entries(operations).flatMap(([name, { required, optional }]) =>
    Object.entries({ ...required, ...optional })
      .filter(([, field]) => 'isSecret' in field)
      .map(([field]) => `${name}.${field}`),
  );
  expect(secrets).toEqual([
    'saas/login.password',
    'account/createSaasAccount.password',
    'account/updateSaasAccount.password',
    'account/updateAccountPwd.oldPassword',
    'account/updateAccountPwd.newPassword',
  ]);
});

test('all but reads and the document’s own exceptions say by their names that they write', () => {
  const reads = Object.entries(operations).filter(([, { effect }]) => effect === 'read');
  expect(reads.every(([name]) => /\/quer/.test(name))).toBe(true);
  const queries = Object.keys(operations).filter((name) => /\/quer/.test(name));
  // The document gives this path for making and updating products.
  expect(queries.filter((name) => reads.every(([read]) => read !== name))).toEqual(['product/querySaasAccountList']);
});

test('the page has the tables that follow from the operations', async () => {
  const text = await readFile(join(projectRoot, 'docs/platforms/persagy.md'), 'utf8');
  const { operations: table, fields } = operationTables();
  expect(text).toContain(`\n\n${table}\n\n`);
  expect(text).toContain(`\n\n${fields}\n\n`);
});

test('the Chinese page has the rows of these tables', async () => {
  const text = await readFile(join(projectRoot, 'docs/zh/platforms/persagy.md'), 'utf8');
  const rows = tableRows(text, '调用');
  const { operations: table, fields } = chineseRows();
  const told = rows.slice(0, table.length).map(([call = '', does = '', taken = '']) => {
    const [, title = '', effect = ''] = /^(.+?)：.+?(（可重复）|（一次）)?$/.exec(does) ?? [];
    return [call, title, effect, taken];
  });
  expect(told).toEqual(table);
  expect(rows.slice(table.length).map(([name, meaning = '']) => [name, meaning.split('；或：').length])).toEqual(
    fields,
  );
});
