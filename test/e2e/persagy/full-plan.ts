/** The password of every account of a plan, in a file beside the configuration. */
export const SECRET_FILE = 'accounts.secret';

/** Areas at the bottom, and those of them that have projects: one in 24 has none. */
const LEAVES = 24;
const LEAVES_WITH_PROJECTS = 23;

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

/** How much there is of each in a plan of this scale; 1 is a whole customer. */
export function countsOf(scale: number) {
  return { tops: 4 * scale, projects: 200 * scale, accounts: 500 * scale, roles: 30 * scale, menus: 10 };
}

/** The areas of a plan, three levels of them: 40 at scale 1. */
function areaCodesOf(scale: number) {
  return numbers(countsOf(scale).tops).map((top) => ({
    code: `A${top}`,
    middles: numbers(3).map((middle) => ({
      code: `A${top}.${middle}`,
      leaves: numbers(2).map((leaf) => `A${top}.${middle}.${leaf}`),
    })),
  }));
}

function leavesOf(scale: number): string[] {
  return areaCodesOf(scale).flatMap(({ middles }) => middles.flatMap(({ leaves }) => leaves));
}

/** Where things of a number lie and what they are given. */
function placesOf(scale: number) {
  const leaves = leavesOf(scale);
  const { projects, roles, menus } = countsOf(scale);
  const bearing = leaves.filter((_, number) => number % LEAVES < LEAVES_WITH_PROJECTS);
  return {
    areaOfProject: (number: number) => bearing[number % bearing.length] ?? '',
    areaOfAccount: (number: number) => leaves[number % leaves.length] ?? '',
    projectOfAccount: (number: number) => number % projects,
    roleOfAccount: (number: number) => number % roles,
    menuOfRole: (number: number) => number % menus,
  };
}

/** A plan with so many times one group's 40 areas, 200 projects, 500 accounts and 30 roles, and their links. */
export function planOf(scale: number) {
  const { projects, accounts, roles, menus } = countsOf(scale);
  const places = placesOf(scale);
  const projectsIn = (area: string) =>
    numbers(projects)
      .filter((number) => places.areaOfProject(number) === area)
      .map((number) => ({
        projectId: `Pj${number}`,
        projectLocalId: `L${number}`,
        projectName: `项目${number}`,
      }));
  return {
    groups: [
      {
        groupCode: 'G1',
        groupName: '一号集团',
        areas: areaCodesOf(scale).map(({ code, middles }) => ({
          areaCode: code,
          areaName: `区域 ${code}`,
          areas: middles.map((middle) => ({
            areaCode: middle.code,
            areaName: `区域 ${middle.code}`,
            areas: middle.leaves.map((leaf) => ({
              areaCode: leaf,
              areaName: `区域 ${leaf}`,
              projects: projectsIn(leaf),
            })),
          })),
        })),
        roles: numbers(roles).map((number) => ({
          roleCode: `R${number}`,
          roleName: `角色${number}`,
          menus: [{ menuCode: `M${places.menuOfRole(number)}`, functions: ['F0', 'F1'] }],
        })),
        accounts: numbers(accounts).map((number) => ({
          username: `user-${number}`,
          accountType: '2',
          accountSource: 'persagy',
          password: `\${file:${SECRET_FILE}}`,
          roles: [`R${places.roleOfAccount(number)}`],
          areas: [places.areaOfAccount(number)],
          projects: [`Pj${places.projectOfAccount(number)}`],
        })),
      },
    ],
    menus: numbers(menus).map((number) => ({
      menuCode: `M${number}`,
      menuName: `菜单${number}`,
      menuSort: number,
      menuType: '0',
      functions: numbers(2).map((fun) => ({ funCode: `F${fun}`, funName: `功能${fun}`, funUrl: '/f', funSort: fun })),
    })),
  };
}

/** What a platform has once it is as the plan says: a line for each thing and for each link. */
export function linesOf(scale: number): string[] {
  const { projects, accounts, roles, menus } = countsOf(scale);
  const places = placesOf(scale);
  return [
    'group G1',
    ...areaCodesOf(scale).flatMap(({ code, middles }) => [
      `area ${code} in -`,
      ...middles.flatMap((middle) => [
        `area ${middle.code} in ${code}`,
        ...middle.leaves.map((leaf) => `area ${leaf} in ${middle.code}`),
      ]),
    ]),
    ...numbers(projects).map((number) => `project Pj${number} in ${places.areaOfProject(number)}`),
    ...numbers(menus).flatMap((number) => [
      `menu M${number}`,
      ...numbers(2).map((fun) => `function M${number}/F${fun}`),
    ]),
    ...numbers(roles).flatMap((number) => [
      `role R${number}`,
      ...numbers(2).map((fun) => `R${number} may M${places.menuOfRole(number)}/F${fun}`),
    ]),
    ...numbers(accounts).flatMap((number) => {
      const project = places.projectOfAccount(number);
      return [
        `account user-${number} of G1`,
        `user-${number} is R${places.roleOfAccount(number)}`,
        `user-${number} sees ${places.areaOfAccount(number)}`,
        `user-${number} sees ${places.areaOfProject(project)}/Pj${project}`,
      ];
    }),
  ].toSorted();
}

/** A table of the simulator. */
type Rows = readonly Readonly<Record<string, unknown>>[];

/** The same lines from what a simulator holds. */
export function linesFrom(state: Readonly<Record<string, Rows>>): string[] {
  const rows = (table: string) => state[table] ?? [];
  const named = (table: string, name: string) => new Map(rows(table).map((row) => [row['id'], String(row[name])]));
  const [areas, projects, roles, accounts, menus] = [
    named('areas', 'areaCode'),
    named('projects', 'projectId'),
    named('roles', 'roleCode'),
    named('accounts', 'username'),
    named('menus', 'menuCode'),
  ];
  const functions = new Map(
    rows('functions').map((row) => [row['id'], `${menus.get(row['menuId'])}/${String(row['funCode'])}`]),
  );
  const lines = (table: string, line: (row: Rows[number]) => string) => rows(table).map(line);
  return [
    ...lines('groups', (row) => `group ${String(row['groupCode'])}`),
    ...lines('areas', (row) => `area ${String(row['areaCode'])} in ${areas.get(row['parentId']) ?? '-'}`),
    ...lines('projects', (row) => `project ${String(row['projectId'])} in ${areas.get(row['areaId'])}`),
    ...lines('menus', (row) => `menu ${String(row['menuCode'])}`),
    ...lines('functions', (row) => `function ${functions.get(row['id'])}`),
    ...lines('roles', (row) => `role ${String(row['roleCode'])}`),
    ...lines('roleMenus', (row) => `${roles.get(row['roleId'])} may ${functions.get(row['functionId'])}`),
    // The administrator is there from the start.
    ...lines('accounts', (row) => `account ${String(row['username'])} of ${String(row['groupCode'])}`).slice(1),
    ...lines('accountRoles', (row) => `${accounts.get(row['accountId'])} is ${roles.get(row['roleId'])}`),
    ...lines('accountProjects', (row) => {
      const place = [areas.get(row['areaId']), projects.get(row['projectId'])].filter((one) => one !== undefined);
      return `${accounts.get(row['accountId'])} sees ${place.join('/')}`;
    }),
  ].toSorted();
}
