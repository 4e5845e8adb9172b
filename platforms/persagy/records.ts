/** The records of the platform's answers, in its spelling. */
import { type Field, type Fields, number, secret, text, time, type ValueOf, type ValuesOf } from './field.ts';
import * as field from './fields.ts';

/** A kind of record: what one cannot do without, what else it has, and the lists of records in it. */
export interface RecordShape {
  keys: Fields;
  others: Fields;
  /** Lists of further records, by the field that holds them. */
  lists?: Readonly<Record<string, string>>;
}

const changes = {
  createTime: time('When it was made'),
  updateTime: time('When it was last changed'),
  updateUser: text('Id of the account that changed it'),
};

const projectNum = number('Projects in it and in all below it, where they were asked for');
const { accountBelong, accountId, appId } = field.sessionFields;

/** Every kind of record. */
export const records = {
  group: {
    keys: { groupCode: field.groupCode },
    others: {
      groupName: field.groupName,
      groupDesc: field.groupDesc,
      groupIcon: field.groupIcon,
      deployModel: field.deployModel,
      syncState: field.syncState,
      remark: field.remark,
      valid: field.validNumber,
      ...changes,
    },
    lists: { projects: 'project', areas: 'area' },
  },
  area: {
    keys: { id: field.areaId, areaName: field.areaName },
    others: {
      areaCode: field.areaCode,
      areaType: field.areaType,
      groupCode: field.groupCode,
      parentId: field.parentId,
      projectNum,
      remark: field.remark,
      ...changes,
    },
    lists: { childrens: 'area', projects: 'project' },
  },
  project: {
    keys: { id: field.projectRecord, projectId: field.projectId },
    others: {
      projectLocalId: field.projectLocalId,
      projectName: field.projectName,
      groupCode: field.groupCode,
      areaId: field.areaId,
      areaName: field.areaName,
      remark: field.remark,
      valid: field.validNumber,
      ...changes,
    },
  },
  areaOrProject: {
    keys: { id: text('Id of the record: of a project (PR…) or of an area (AR…)') },
    others: {
      projectId: field.projectId,
      projectLocalId: field.projectLocalId,
      projectName: field.projectName,
      areaId: field.areaId,
      areaCode: field.areaCode,
      areaName: field.areaName,
      areaType: field.areaType,
      parentId: field.parentId,
      groupCode: field.groupCode,
      remark: field.remark,
      valid: field.validNumber,
      ...changes,
    },
  },
  account: {
    keys: { id: text('Id of the account (AC…)'), username: field.username },
    others: {
      accountBelong,
      accountType: field.accountType,
      accountSource: field.accountSource,
      appId,
      groupCode: field.groupCode,
      groupName: field.groupName,
      phoneNum: field.phoneNum,
      mail: field.mail,
      headPortrait: field.headPortrait,
      password: secret('Its password'),
      valid: field.validNumber,
      validLast: field.validLast,
      validStartTime: field.validStartTime,
      validEndTime: field.validEndTime,
      lastLoginIp: text('Address of its last login'),
      lastLoginTime: time('When it last logged in'),
      projectNum,
      remark: field.remark,
      ...changes,
    },
    lists: { roles: 'role', groups: 'group' },
  },
  product: {
    keys: { id: text('Id of the product (PD…)'), productCode: field.productCode },
    others: {
      productName: field.productName,
      productIcon: field.productIcon,
      productState: field.productState,
      productMenu: field.productMenu,
      remark: field.remark,
      ...changes,
    },
  },
  role: {
    keys: { id: field.roleId, roleCode: field.roleCode },
    others: {
      roleName: field.roleName,
      roleType: text(
        'Kind of the role: 0 of the system, 1 of the business, 2 the default one of a business administrator',
      ),
      groupCode: field.groupCode,
      countFunction: number('Its functions, where they were asked for'),
      counMenu: number('Its menus, where they were asked for'),
      remark: field.remark,
      valid: field.validNumber,
      ...changes,
    },
  },
  menu: {
    keys: { menuId: field.menuId, menuCode: field.menuCode },
    others: {
      id: field.menuId,
      accountId,
      appId,
      groupCode: field.groupCode,
      menuName: field.menuName,
      menuUrl: field.menuUrl,
      // Empty where there is no address.
      urlType: text('What menuUrl is: 0 relative, 1 absolute'),
      menuIcon: field.menuIcon,
      menuSort: field.menuSort,
      menuType: field.menuType,
      parentId: field.parentId,
      remark: field.remark,
      ...changes,
    },
    lists: { childrens: 'menu', functions: 'function' },
  },
  function: {
    keys: { id: field.functionId, funCode: field.funCode },
    others: {
      menuId: field.menuId,
      groupCode: field.groupCode,
      funName: field.funName,
      funUrl: field.funUrl,
      funSort: field.funSort,
      remark: field.remark,
      ...changes,
    },
  },
  roleFunctions: { keys: {}, others: {}, lists: { menus: 'menu', functions: 'function' } },
  accountProject: {
    keys: { accountId: field.targetAccount },
    others: { groupCode: field.groupCode, areaId: field.areaId, projectId: field.projectRecord },
  },
  accountRole: {
    keys: { accountId: field.targetAccount, roleId: field.roleId },
    others: { groupCode: field.groupCode, casType: field.casType },
  },
  roleMenu: {
    keys: { roleId: field.roleId, menuId: field.menuId },
    others: { groupCode: field.groupCode, functionId: field.functionId },
  },
  code: { keys: { code: text('A code that is good for one token') }, others: {} },
  token: { keys: { token: secret('A token') }, others: { expire: text('Minutes for which it is good') } },
} as const satisfies Record<string, RecordShape>;

/** The name of a kind of record. */
export type RecordName = keyof typeof records;

type Records = typeof records;
type ListsOf<Shape> = Shape extends { lists: infer L extends Record<string, RecordName> }
  ? { [Name in keyof L]?: readonly RecordOf<L[Name]>[] | null }
  : unknown;

/** A record as it comes, without its secrets. */
export type RecordOf<N extends RecordName> = ValuesOf<Records[N]['keys']> & {
  [Name in Exclude<keyof Records[N]['others'], 'password'>]?: Records[N]['others'][Name] extends Field
    ? ValueOf<Records[N]['others'][Name]> | null
    : never;
} & ListsOf<Records[N]>;

/** What comes under `content`. */
export type ContentOf<A> = A extends { kind: 'list' | 'page' | 'tree'; record: infer N extends RecordName }
  ? readonly RecordOf<N>[]
  : A extends { kind: 'one'; record: infer N extends RecordName }
    ? RecordOf<N>
    : A extends { kind: 'id'; isOptional: true }
      ? string | undefined
      : A extends { kind: 'id' }
        ? string
        : undefined;
