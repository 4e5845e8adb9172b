import type { Input } from './check-input.ts';
import { Refusal } from './refusal.ts';
import type { Row, State } from './state.ts';

/** What an account may see of groups, areas and projects (权限过滤). */
export interface Sight {
  group(code: unknown): boolean;
  area(area: Row): boolean;
  project(project: Row): boolean;
}

/**
 * The sight of the account that an input names. Type 0 sees all, type 1 its groups, type 2 what it was given: an area with all below
 * it, or single projects, and the areas above them.
 */
export function sightOf({ tables }: State, input: Input): Sight {
  const account = tables.accounts.get(input['accountId']);
  if (account === undefined) throw new Refusal('账号不存在');
  if (account['accountType'] === '0') return { group: () => true, area: () => true, project: () => true };
  if (account['accountType'] === '1') {
    const linked = tables.accountGroups.filter((row) => row['accountId'] === account.id);
    const codes = new Set([account['groupCode'], ...linked.map((row) => row['groupCode'])]);
    const has = (row: Row) => codes.has(row['groupCode']);
    return { group: (code) => codes.has(code), area: has, project: has };
  }
  const links = tables.accountProjects.filter((row) => row['accountId'] === account.id);
  const whole = new Set(links.filter((row) => row['projectId'] === undefined).map((row) => row['areaId']));
  const single = new Set(links.map((row) => row['projectId']));
  const isBelow = (areaId: unknown): boolean => {
    if (areaId === undefined || areaId === '') return false;
    return whole.has(areaId) || isBelow(tables.areas.get(areaId)?.['parentId']);
  };
  const project = (row: Row) => single.has(row.id) || isBelow(row['areaId']);
  const seen = tables.projects.filter(project);
  const above = new Set<unknown>();
  for (const start of [...seen.map((row) => row['areaId']), ...whole]) {
    for (let id = start; id !== undefined && id !== ''; id = tables.areas.get(id)?.['parentId']) above.add(id);
  }
  const groups = new Set(links.map((row) => row['groupCode']));
  return { group: (code) => groups.has(code), area: (row) => isBelow(row.id) || above.has(row.id), project };
}
