import type { Plan, PlanAccount, PlanGroup } from '../../../platforms/persagy/plan.ts';
import { bottomsOf } from './customer.ts';

/** What people change in a plan; nothing is taken out of it but links, since a plan deletes nothing. */
export const CHANGES = [
  'rename area',
  'rename project',
  'rename role',
  'rename function',
  'mail of account',
  'move project',
  'add area',
  'add project',
  'add role',
  'add account',
  'add function',
  'drop role',
  'drop project',
  'drop places',
  'drop menu',
  'functions to none',
  'functions to all',
  'disable account',
  'enable account',
] as const;

/** A change of the first thing that it fits, `at` things later. */
export interface PlanChange {
  how: (typeof CHANGES)[number];
  at: number;
}

/** A plan after changes; those that fit nothing in it change nothing. */
export function changed(plan: Plan, changes: readonly PlanChange[]): Plan {
  const next = structuredClone(plan);
  for (const [number, one] of changes.entries()) apply(next, one, `${one.at}-${number}`);
  return next;
}

function apply({ groups = [], menus = [] }: Plan, { how, at }: PlanChange, mark: string): void {
  const take = <T>(all: readonly T[]): T | undefined => all[at % Math.max(1, all.length)];
  const group = take(groups);
  if (group === undefined) return;
  const { areas = [], roles = [], accounts = [] } = group;
  const bottoms = areas.flatMap(bottomsOf);
  const projects = [...(group.projects ?? []), ...bottoms.flatMap((area) => area.projects ?? [])];
  const ordinary = accounts.filter(({ accountType }) => accountType === '2');
  switch (how) {
    case 'rename area':
      return assign(take(bottoms), { areaName: `新区域 ${mark}` });
    case 'rename project':
      return assign(take(projects), { projectName: `新项目 ${mark}` });
    case 'rename role':
      return assign(take(roles), { roleName: `新角色 ${mark}` });
    case 'rename function':
      return assign(take(take(menus)?.functions ?? []), { funName: `新功能 ${mark}` });
    case 'mail of account':
      return assign(take(accounts), { mail: `${mark}@example.com` });
    case 'move project':
      return moveProject(take(bottoms.filter((area) => (area.projects ?? []).length > 0)), bottoms);
    case 'add area': {
      // One below a bottom would end that one's being a bottom.
      const above = take(areas.filter((area) => (area.areas ?? []).length > 0));
      const code = `${String(group['groupCode'])}-new-${mark}`;
      (above?.areas ?? (group.areas ??= [])).push({ areaCode: code, areaName: `区域 ${code}` });
      return;
    }
    case 'add project': {
      const id = `Pj-${String(group['groupCode'])}-new-${mark}`;
      const project = { projectId: id, projectLocalId: `L-${id}`, projectName: `项目 ${id}` };
      const area = take(bottoms);
      if (area !== undefined) (area.projects ??= []).push(project);
      return;
    }
    case 'add role':
      (group.roles ??= []).push({ roleCode: `R-new-${mark}`, roleName: `角色 ${mark}`, menus: [] });
      return;
    case 'add account':
      return addAccount(group, `${String(group['groupCode'])}-new-${mark}`);
    case 'add function': {
      const menu = take(menus);
      if (menu === undefined) return;
      const code = `F-new-${mark}`;
      (menu.functions ??= []).push({ funCode: code, funName: `功能 ${code}`, funUrl: '/new', funSort: 9 });
      return;
    }
    default:
      return applyToLinks(group, ordinary, { how, at });
  }
}

function applyToLinks({ roles = [] }: PlanGroup, accounts: readonly PlanAccount[], { how, at }: PlanChange): void {
  const take = <T>(all: readonly T[]): T | undefined => all[at % Math.max(1, all.length)];
  const withMenus = take(roles.filter(({ menus = [] }) => menus.length > 0));
  const entry = take(withMenus?.menus ?? []);
  switch (how) {
    case 'drop role':
      take(accounts.filter((one) => (one.roles ?? []).length > 0))?.roles?.pop();
      return;
    case 'drop project':
      take(accounts.filter((one) => (one.projects ?? []).length > 0))?.projects?.pop();
      return;
    case 'drop places':
      // An area alone cannot be taken from an account that has projects in it.
      return assign(take(accounts.filter((one) => (one.areas ?? []).length > 0)), { areas: [], projects: [] });
    case 'drop menu':
      withMenus?.menus?.pop();
      return;
    case 'functions to none':
      return assign(entry, { functions: [] });
    case 'functions to all':
      return assign(entry, { functions: ['F0'] });
    case 'disable account':
      return assign(take(accounts), { valid: '0' });
    case 'enable account':
      return assign(take(accounts), { valid: '1' });
    default:
  }
}

function moveProject(
  from: ReturnType<typeof bottomsOf>[number] | undefined,
  bottoms: ReturnType<typeof bottomsOf>,
): void {
  const to = bottoms.find((area) => area !== from);
  const project = to === undefined ? undefined : from?.projects?.pop();
  if (to !== undefined && project !== undefined) (to.projects ??= []).push(project);
}

function addAccount(group: PlanGroup, username: string): void {
  const like = group.accounts?.find(({ accountType }) => accountType === '2');
  if (like !== undefined) group.accounts?.push({ ...like, username });
}

function assign(thing: object | undefined, more: object): void {
  if (thing !== undefined) Object.assign(thing, more);
}
