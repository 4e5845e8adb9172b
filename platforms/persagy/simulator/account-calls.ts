import type { Answer, Handlers } from './calls.ts';
import { entriesOf, type Input, textOf } from './check-input.ts';
import { Refusal } from './refusal.ts';
import { sightOf } from './sight.ts';
import { fits, listOf, pageOf, pick, type Row, type State } from './state.ts';

const ACCOUNT_FIELDS = [
  'accountBelong',
  'groupCode',
  'appId',
  'username',
  'phoneNum',
  'mail',
  'headPortrait',
  'accountType',
  'accountSource',
  'validStartTime',
  'validEndTime',
  'validLast',
  'remark',
];
const FILTERS = ['accountBelong', 'groupCode', 'accountType', 'appId', 'phoneNum', 'accountSource'];
/** What an account gets that is made or updated without a password (document, at both calls). */
const DEFAULT_PASSWORD = '123456';

/** Accounts. */
export function accountCalls(state: State): Handlers {
  const { accounts, groups, roles, accountGroups, accountRoles } = state.tables;

  function accountOf(input: Input): Row {
    const account = accounts.get(input['accountId']);
    if (account === undefined) throw new Refusal('账号不存在');
    return account;
  }

  function ofGroup(input: Input): Row {
    const account = accountOf(input);
    if (account['groupCode'] !== input['groupCode']) throw new Refusal('账号不属于该集团');
    return account;
  }

  function check(input: Input, own?: Row): void {
    const groupCode = textOf(input, 'groupCode');
    if (groupCode === '' && input['accountType'] !== '0') throw new Refusal('参数错误：groupCode不能为空');
    if (groupCode !== '' && groups.find((row) => row['groupCode'] === groupCode) === undefined) {
      throw new Refusal('集团不存在');
    }
    // A login has no group: its name alone tells who it is.
    if (accounts.find((row) => row['username'] === input['username'] && row.id !== own?.id) !== undefined) {
      throw new Refusal('账号名称已存在');
    }
    for (const { roleId } of entriesOf(input, 'roles') ?? []) {
      if (roles.get(roleId)?.['groupCode'] !== groupCode) throw new Refusal('角色不存在');
    }
  }

  function fieldsOf(input: Input): Record<string, unknown> {
    const password = textOf(input, 'password') || DEFAULT_PASSWORD;
    const valid = input['valid'] === '0' ? 0 : 1;
    return { validLast: '1', ...pick(input, ACCOUNT_FIELDS), password, valid };
  }

  /** Those of the same kind that are there go first (document: "会先删除此账号对应的角色信息,再添加"). */
  function replaceRoles(account: Row, input: Input, by: string): void {
    const wanted = entriesOf(input, 'roles');
    if (wanted === undefined) return;
    const casType = textOf(input, 'casType') || '0';
    const before = accountRoles.filter((row) => row['accountId'] === account.id && row['casType'] === casType);
    accountRoles.remove(before);
    for (const { roleId } of wanted) {
      const link = { accountId: account.id, groupCode: input['groupCode'], roleId, casType };
      accountRoles.add('CR', link, by);
    }
  }

  function groupNameOf(account: Row): unknown {
    return groups.find((row) => row['groupCode'] === account['groupCode'])?.['groupName'];
  }

  function rolesOf(account: Row): Row[] {
    const ids = new Set(
      accountRoles.filter((row) => row['accountId'] === account.id).map((row) => String(row['roleId'])),
    );
    return roles.filter((row) => ids.has(row.id));
  }

  function find(input: Input): Row[] {
    const id = textOf(input, 'accountId');
    return accounts.filter((row) => fits(row, input, FILTERS, ['username']) && (id === '' || row.id === id));
  }

  function setValid(input: Input, valid: number, respMsg: string, by: string): Answer {
    const account = ofGroup(input);
    accounts.replace(account, { ...account, valid }, by);
    return { respMsg };
  }

  return {
    'account/querySaasAccountList': (input) => listOf(find(input)),
    'account/queryRoleAccountList'(input) {
      const links = accountRoles.filter((row) => fits(row, input, ['roleId', 'groupCode']));
      const ids = new Set(links.map((row) => row['accountId']));
      return listOf(accounts.filter((row) => ids.has(row.id) && fits(row, input, ['valid'])));
    },
    'account/queryAccountPageList': (input) =>
      pageOf(
        find(input).map((account) => {
          const { password: _, ...shown } = account;
          return {
            ...shown,
            ...(input['showRoles'] === true ? { roles: rolesOf(account) } : {}),
            ...(input['showGroup'] === true ? { groupName: groupNameOf(account) } : {}),
          };
        }),
        input,
      ),
    'account/querySaasAccountByUsername': (input) =>
      listOf(accounts.filter((row) => fits(row, input, ['accountBelong', 'groupCode', 'username']))),
    'account/createSaasAccount'(input, caller) {
      check(input);
      const account = accounts.add('AC', fieldsOf(input), caller.id);
      replaceRoles(account, input, caller.id);
      return { content: account.id, respMsg: '保存成功' };
    },
    'account/updateSaasAccount'(input, caller) {
      const account = accountOf(input);
      check(input, account);
      accounts.replace(account, fieldsOf(input), caller.id);
      replaceRoles(account, input, caller.id);
      return { respMsg: '更新成功' };
    },
    'account/addSaasAccountGroup'(input, caller) {
      const account = accountOf(input);
      const { groupCode } = input;
      if (groups.find((row) => row['groupCode'] === groupCode) === undefined) throw new Refusal('集团不存在');
      if (account['accountType'] !== '1') throw new Refusal('只能关联单集团管理员账号');
      const links = accountGroups.filter((row) => row['accountId'] === account.id);
      if (account['groupCode'] === groupCode || links.some((row) => row['groupCode'] === groupCode)) {
        throw new Refusal('关联信息已存在');
      }
      accountGroups.add('CG', { accountId: account.id, groupCode }, caller.id);
      return { respMsg: '关联成功' };
    },
    'account/deleteSaasAccount': (input, caller) => setValid(input, 0, '禁用成功', caller.id),
    'account/enableSaasAccount': (input, caller) => setValid(input, 1, '启用成功', caller.id),
    'account/updateAccountPwd'(input, caller) {
      const account = accountOf(input);
      if (account['password'] !== input['oldPassword']) throw new Refusal('旧密码错误');
      accounts.replace(account, { ...account, password: input['newPassword'] }, caller.id);
      return { respMsg: '密码修改成功' };
    },
    'account/resetAccountPwd'(input, caller) {
      const account = accountOf(input);
      accounts.replace(account, { ...account, password: DEFAULT_PASSWORD }, caller.id);
      return { respMsg: '密码重置成功' };
    },
    'accountProject/querAccountProjectTotal'(input) {
      const sight = sightOf(state, input);
      const found = accounts.filter((row) => fits(row, input, ['groupCode']) && sight.group(row['groupCode']));
      return pageOf(
        found.map((account) => {
          const { password: _, ...shown } = account;
          const own = sightOf(state, { accountId: account.id });
          const mine = groups.filter((row) => own.group(row['groupCode']) || row['groupCode'] === account['groupCode']);
          return {
            ...shown,
            groupName: groupNameOf(account),
            groups: mine.map(({ id: _id, ...group }) => group),
            projectNum: state.tables.projects.filter((row) => own.project(row)).length,
          };
        }),
        input,
      );
    },
  };
}
