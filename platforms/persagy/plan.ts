import { z } from 'zod';
import { type Field, type Fields, secret } from './field.ts';
import * as field from './fields.ts';
import { fieldSchemas } from './shapes.ts';

/** What a plan says of each kind of record, beside what lies in it. */
const groupFields = {
  required: { groupCode: field.groupCode, groupName: field.groupName },
  optional: {
    deployModel: field.deployModel,
    groupIcon: field.groupIcon,
    groupDesc: field.groupDesc,
    remark: field.remark,
  },
};
const areaFields = {
  required: { areaCode: field.areaCode, areaName: field.areaName },
  optional: { areaType: field.areaType, remark: field.remark },
};
const projectFields = {
  required: {
    projectId: field.projectId,
    projectLocalId: field.projectLocalId,
    projectName: field.projectName,
  },
  optional: { remark: field.remark },
};
const roleFields = {
  required: { roleCode: field.roleCode, roleName: field.roleName },
  optional: { roleType: field.roleType, remark: field.remark },
};
const accountFields = {
  required: { username: field.username, accountType: field.accountType, accountSource: field.accountSource },
  optional: {
    accountBelong: field.accountBelong,
    appId: field.appId,
    phoneNum: field.phoneNum,
    mail: field.mail,
    headPortrait: field.headPortrait,
    validStartTime: field.validStartTime,
    validEndTime: field.validEndTime,
    validLast: field.validLast,
    valid: field.valid,
    remark: field.remark,
    password: secret('Used when the account is made'),
  },
};
const menuFields = {
  required: {
    menuCode: field.menuCode,
    menuName: field.menuName,
    menuSort: field.menuSort,
    menuType: field.menuType,
  },
  optional: {
    appId: field.appId,
    menuUrl: field.menuUrl,
    urlType: field.urlType,
    menuIcon: field.menuIcon,
    remark: field.remark,
  },
};
const functionFields = {
  required: { funCode: field.funCode, funName: field.funName, funUrl: field.funUrl, funSort: field.funSort },
  optional: { remark: field.remark },
};

function of<Shape extends z.ZodRawShape>(
  { required, optional }: { required: Fields; optional: Readonly<Record<string, Field>> },
  inner: Shape,
) {
  return z.strictObject({ ...fieldSchemas(required, optional), ...inner });
}

const codes = z.array(z.string().min(1));
const project = of(projectFields, {});
const area = of(areaFields, {
  areas: z.array(z.lazy(areaBelow)).optional(),
  projects: z.array(project).optional(),
});
const planFunction = of(functionFields, {});
const menu = of(menuFields, {
  functions: z.array(planFunction).optional(),
  menus: z.array(z.lazy(menuBelow)).optional(),
});
const roleMenu = z.strictObject({
  menuCode: z.string().min(1),
  menuType: z.string().optional(),
  functions: codes.optional(),
});
const role = of(roleFields, { menus: z.array(roleMenu).optional() });
const account = of(accountFields, {
  roles: codes.optional(),
  areas: codes.optional(),
  projects: codes.optional(),
});
const group = of(groupFields, {
  areas: z.array(area).optional(),
  projects: z.array(project).optional(),
  roles: z.array(role).optional(),
  accounts: z.array(account).optional(),
});

/** A record of a plan: the vendor's fields. */
export type PlanRecord = Readonly<Record<string, unknown>>;
/** An area of a plan. */
export type PlanArea = PlanRecord & { areas?: PlanArea[]; projects?: PlanRecord[] };
/** A menu of a plan. */
export type PlanMenu = PlanRecord & { functions?: PlanRecord[]; menus?: PlanMenu[] };
/** A role of a plan, with the menus that it is to have. */
export type PlanRole = PlanRecord & { menus?: { menuCode: string; menuType?: string; functions?: string[] }[] };
/** An account of a plan, with what it is to have. */
export type PlanAccount = PlanRecord & { roles?: string[]; areas?: string[]; projects?: string[] };
/** A group of a plan. */
export type PlanGroup = PlanRecord & {
  areas?: PlanArea[];
  projects?: PlanRecord[];
  roles?: PlanRole[];
  accounts?: PlanAccount[];
};

/** What a platform is to have. */
export interface Plan {
  platform?: string;
  groups?: PlanGroup[];
  menus?: PlanMenu[];
}

function areaBelow(): z.ZodType {
  return area;
}

function menuBelow(): z.ZodType {
  return menu;
}

/** A plan as it stands in its file. */
export const planSchema = z.strictObject({
  platform: z.string().min(1).optional(),
  groups: z.array(group).optional(),
  menus: z.array(menu).optional(),
});
