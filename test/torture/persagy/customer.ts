import type {
  Plan,
  PlanAccount,
  PlanArea,
  PlanGroup,
  PlanMenu,
  PlanRecord,
  PlanRole,
} from '../../../platforms/persagy/plan.ts';
import { createRandom, type Random } from '../random.ts';

/** How much a customer has; what links to what follows from `content`. */
export interface CustomerSize {
  content: number;
  groups: 1 | 2;
  /** In each group. */
  tops: number;
  projects: number;
  roles: number;
  accounts: number;
  /** In all. */
  menus: number;
}

/** The password of every account of a plan, as the plan has it: in a file beside the configuration of the workers. */
export const PASSWORD_FILE = 'accounts.secret';

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

/** The plan of a customer. */
export function customerOf(size: CustomerSize): Plan {
  const random = createRandom(size.content);
  const menus = numbers(size.menus).map((number) => menuOf(random, number));
  const groups = numbers(size.groups).map((number) => groupOf(random, size, `G${number}`, menus));
  const [first, second] = groups;
  // An administrator of both groups.
  if (first !== undefined && second !== undefined) {
    const both = { ...accountOf('both-groups', '1'), roles: [] };
    first.accounts?.push(both);
    second.accounts?.push({ ...both, roles: codesOf(second.roles ?? [], 'roleCode').slice(0, 1) });
  }
  return { groups, menus };
}

function groupOf(random: Random, size: CustomerSize, code: string, menus: readonly PlanMenu[]): PlanGroup {
  const areas = numbers(size.tops).map((top) => areaOf(random, `${code}-A${top}`, 0));
  const bottoms = areas.flatMap(bottomsOf);
  const projects = numbers(size.projects).map((number) => ({
    projectId: `Pj-${code}-${number}`,
    projectLocalId: `L-${code}-${number}`,
    projectName: `项目 ${code} ${number}`,
  }));
  const outside: typeof projects = [];
  for (const project of projects) {
    const area = random.chance(0.15) ? undefined : bottoms[random.int(0, bottoms.length - 1)];
    (area === undefined ? outside : (area.projects ??= [])).push(project);
  }
  const roles = numbers(size.roles).map((number) => roleOf(random, code, number, menus));
  const within = bottoms.filter(({ projects: own = [] }) => own.length > 0);
  const accounts = numbers(size.accounts).map((number): PlanAccount => {
    const place = within[random.int(0, within.length - 1)];
    const project = codesOf(place?.projects ?? [], 'projectId').slice(0, 1);
    const at = random.int(0, bottoms.length - 1);
    const area = codesOf(bottoms, 'areaCode').slice(at, at + 1);
    return {
      ...accountOf(`${code}-user-${number}`, '2'),
      roles: pickSome(random, codesOf(roles, 'roleCode')),
      areas: random.chance(0.2) ? [] : area,
      projects: random.chance(0.3) ? [] : project,
    };
  });
  return { groupCode: code, groupName: `集团 ${code}`, areas, projects: outside, roles, accounts };
}

function areaOf(random: Random, code: string, depth: number): PlanArea {
  const below = depth === 2 ? 0 : random.int(0, 2);
  const areas = numbers(below).map((number) => areaOf(random, `${code}.${number}`, depth + 1));
  return { areaCode: code, areaName: `区域 ${code}`, areas };
}

/** The areas below which there are none: only those can have projects. */
export function bottomsOf(area: PlanArea): PlanArea[] {
  const { areas = [] } = area;
  return areas.length === 0 ? [area] : areas.flatMap(bottomsOf);
}

function menuOf(random: Random, number: number): PlanMenu {
  const menu = { menuCode: `M${number}`, menuName: `菜单 ${number}`, menuSort: number, menuType: '0' };
  const functions = numbers(random.int(1, 3)).map((fun) => ({
    funCode: `F${fun}`,
    funName: `功能 ${number} ${fun}`,
    funUrl: `/f/${fun}`,
    funSort: fun,
  }));
  const below = { ...menu, menuCode: `M${number}.0`, menuName: `下级 ${number}` };
  return { ...menu, functions, menus: random.chance(0.3) ? [below] : [] };
}

function roleOf(random: Random, group: string, number: number, menus: readonly PlanMenu[]): PlanRole {
  const given = pickSome(random, menus).map(({ menuCode, functions = [] }) => {
    const codes = codesOf(functions, 'funCode');
    const how = random.pick(['whole', 'bare', 'some', 'some']);
    const some = how === 'bare' ? [] : codes.slice(0, random.int(1, codes.length));
    return { menuCode: String(menuCode), ...(how === 'whole' ? {} : { functions: some }) };
  });
  return { roleCode: `R${number}`, roleName: `角色 ${group} ${number}`, menus: given };
}

function accountOf(username: string, accountType: string): PlanAccount {
  return { username, accountType, accountSource: 'persagy', password: `\${file:${PASSWORD_FILE}}` };
}

function codesOf(records: readonly PlanRecord[], field: string): string[] {
  return records.map((record) => String(record[field]));
}

/** Up to two of them, each once. */
function pickSome<T>(random: Random, from: readonly T[]): T[] {
  const first = random.int(0, Math.max(0, from.length - 1));
  return from.slice(first, first + random.int(0, 2));
}
