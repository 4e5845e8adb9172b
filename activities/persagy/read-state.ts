import pLimit from 'p-limit';
import { linkId, type RecordKind } from '../../contracts/persagy/provision.ts';
import type { PersagyClient } from '../../platforms/persagy/client.ts';
import { type FlatPlan, menuKey } from './flatten-plan.ts';

/** A record of the platform. */
export interface PlatformRecord {
  id: string;
  fields: Readonly<Record<string, unknown>>;
}

/** What a platform has of what a plan is about. */
export interface PlatformState {
  /** By `KIND:KEY`. */
  records: Map<string, PlatformRecord>;
  /** Links by the ids of their ends, as {@link linkId} writes them. */
  links: Set<string>;
  /** Groups, by account id, that an account was linked to is told by no call: what is remembered counts. */
  groups: Set<string>;
}

type Row = Readonly<Record<string, unknown>>;

/** Records of one page. */
const PAGE_SIZE = 200;
/** Calls at a time. */
const AT_ONCE = 8;
const MENU_TYPES = ['0', '1', '2', '3'];

/** Reads what a plan is about: its groups whole, its menus, and what of it lies elsewhere. */
export async function readState(
  client: PersagyClient,
  flat: FlatPlan,
  appId: string,
  signal: AbortSignal,
): Promise<PlatformState> {
  const state: PlatformState = { records: new Map(), links: new Set(), groups: new Set() };
  const limit = pLimit(AT_ONCE);
  const put = (kind: RecordKind, key: string, id: unknown, row: Row) =>
    state.records.set(`${kind}:${key}`, { id: String(id), fields: row });
  const wanted = (kind: RecordKind) => flat.records.filter((record) => record.kind === kind);

  const { content: groups } = await client.call('group/querySaasGroupList', {}, signal);
  for (const row of groups) put('group', row.groupCode, row.groupCode, row);
  const codes = new Set(
    [...wanted('group').map(({ key }) => key)].filter((code) => state.records.has(`group:${code}`)),
  );

  async function readGroup(groupCode: string): Promise<void> {
    const [areas, roles, ofAccounts, ofRoles] = await Promise.all([
      limit(() => client.call('area/querySaasAreaList', { groupCode }, signal)),
      limit(() => client.call('role/querySaasRoleList', { groupCode }, signal)),
      limit(() => client.call('accountRole/querySaasRoleMenuList', { groupCode }, signal)),
      limit(() => client.call('roleMenu/querySaasRoleMenuList', { groupCode }, signal)),
    ]);
    for (const row of areas.content) if (row.areaCode) put('area', `${groupCode}/${row.areaCode}`, row.id, row);
    for (const row of roles.content) put('role', `${groupCode}/${row.roleCode}`, row.id, row);
    for (const row of ofAccounts.content) state.links.add(linkId('accountRole', row.accountId, row.roleId));
    for (const row of ofRoles.content) {
      state.links.add(linkId('roleMenu', row.roleId, row.menuId, row.functionId || undefined));
    }
    const [projects, accounts] = await Promise.all([
      readPages((page) => limit(() => client.call('project/queryProjectPageList', { groupCode, ...page }, signal))),
      readPages((page) => limit(() => client.call('account/queryAccountPageList', { groupCode, ...page }, signal))),
    ]);
    for (const row of projects) put('project', row.projectId, row.id, row);
    for (const row of accounts) put('account', row.username, row.id, row);
  }
  await Promise.all([...codes].map(readGroup));

  const isMissing = ({ kind, key }: { kind: string; key: string }) => !state.records.has(`${kind}:${key}`);
  const projectIds = wanted('project')
    .filter(isMissing)
    .map(({ key }) => key);
  for (let from = 0; from < projectIds.length; from += PAGE_SIZE) {
    const some = projectIds.slice(from, from + PAGE_SIZE);
    const { content } = await client.call('project/querySaasProjectList', { projectIds: some }, signal);
    for (const row of content) if (some.includes(row.projectId)) put('project', row.projectId, row.id, row);
  }
  await readAccounts(new Set(wanted('account').flatMap((one) => (isMissing(one) ? [one.key] : []))));
  if (wanted('menu').length > 0 || flat.lists.some(({ kind }) => kind === 'roleMenu')) await readMenus();

  const withPlaces = flat.lists.filter(({ kind }) => kind === 'accountArea' || kind === 'accountProject');
  const owners = new Set(withPlaces.flatMap(({ owner }) => state.records.get(owner)?.id ?? []));
  await Promise.all(
    [...owners].map((accountId) =>
      limit(async () => {
        const { content } = await client.call('accountProject/querySaasAccountProjectList', { accountId }, signal);
        for (const { areaId, projectId } of content) {
          if (projectId) state.links.add(linkId('accountProject', accountId, projectId));
          else if (areaId) state.links.add(linkId('accountArea', accountId, areaId));
        }
      }),
    ),
  );
  return state;

  /** Accounts that may be in other groups: one by one, or page by page where that takes fewer calls. */
  async function readAccounts(usernames: ReadonlySet<string>): Promise<void> {
    if (usernames.size === 0) return;
    const ask = (page: number) =>
      limit(() => client.call('account/queryAccountPageList', { page, size: PAGE_SIZE }, signal));
    const first = await ask(1);
    const pages = Math.ceil((first.count ?? Number.POSITIVE_INFINITY) / PAGE_SIZE);
    const find = (username: string) => limit(() => client.call('account/querySaasAccountList', { username }, signal));
    const found =
      pages > usernames.size
        ? await Promise.all([...usernames].map(find))
        : [first, ...(await Promise.all(Array.from({ length: Math.max(0, pages - 1) }, (_, at) => ask(at + 2))))];
    for (const row of found.flatMap(({ content }) => content)) {
      if (usernames.has(row.username)) put('account', row.username, row.id, row);
    }
  }

  async function readMenus(): Promise<void> {
    const apps = new Set([appId, ...wanted('menu').map(({ fields }) => String(fields['appId']))]);
    for (const app of apps) {
      for (const menuType of MENU_TYPES) {
        const { content } = await client.call('menu/queryMenuFunTree', { appId: app, menuType }, signal);
        addMenus(app, menuType, content);
      }
    }
  }

  function addMenus(app: string, menuType: string, menus: readonly Row[]): void {
    for (const row of menus) {
      const key = menuKey(app, menuType, String(row['menuCode']));
      put('menu', key, row['menuId'], { ...row, appId: app, menuType });
      for (const one of rowsOf(row['functions'])) put('function', `${key}/${String(one['funCode'])}`, one['id'], one);
      addMenus(app, menuType, rowsOf(row['childrens']));
    }
  }
}

/** All records of a list that is read page by page. */
export async function readPages<R>(
  read: (page: { page: number; size: number }) => Promise<{ content: readonly R[]; count: number | undefined }>,
): Promise<R[]> {
  const all: R[] = [];
  for (let page = 1; ; page += 1) {
    const { content, count } = await read({ page, size: PAGE_SIZE });
    all.push(...content);
    if (content.length === 0 || count === undefined || page * PAGE_SIZE >= count) return all;
  }
}

function rowsOf(value: unknown): readonly Row[] {
  return Array.isArray(value) ? (value as Row[]) : []; // as: the client has compared it with its shape
}
