import { createPersagyClient, type PersagyClient } from '../../../platforms/persagy/client.ts';
import type { OperationName } from '../../../platforms/persagy/endpoints.ts';
import type { Plan } from '../../../platforms/persagy/plan.ts';
import { persagySettings } from '../../../platforms/persagy/settings.ts';
import { createRandom, type Random } from '../random.ts';
import { type Kind, linksOf, type Thing, thingsOf } from './things.ts';

/** What is on the platform before: part of what the plan has, and what others have. */
export interface PlannedBefore {
  content: number;
  /** Part of the plan's things that is there, 0 … 1. */
  share: number;
}

/** The password of accounts that others have made: nobody may ever see it. */
export const FOREIGN_PASSWORD = 'torture-foreign-account-2f66';

const CREATE: Readonly<Record<Kind, OperationName>> = {
  group: 'group/createSaasGroup',
  area: 'area/createSaasArea',
  project: 'project/createSaasProject',
  menu: 'menu/createSaasMenu',
  function: 'function/createSaasFunction',
  role: 'role/createSaasRole',
  account: 'account/createSaasAccount',
};
/** The field of what a record lies in. */
const WITHIN: Readonly<Partial<Record<Kind, string>>> = {
  area: 'parentId',
  project: 'areaId',
  menu: 'parentId',
  function: 'menuId',
};
/** What others may have called it. */
const NAME: Readonly<Partial<Record<Kind, string>>> = {
  group: 'groupName',
  area: 'areaName',
  project: 'projectName',
  menu: 'menuName',
  function: 'funName',
  role: 'roleName',
};

/** Makes, as another user of the platform at `settings`, what is there before. */
export async function makeBefore(settings: unknown, plan: Plan, { content, share }: PlannedBefore): Promise<void> {
  const client = createPersagyClient(persagySettings.parse(settings));
  const random = createRandom(content);
  try {
    const things = [...thingsOf(plan).filter(() => random.chance(share)), ...foreignThings(plan)];
    const ids = await makeThings(client, random, things, thingsOf(plan));
    await makeLinks(client, random, plan, ids);
  } finally {
    await client.close();
  }
}

/** Things that no plan has: in a group of others, and where the plan has its own. */
function foreignThings({ groups = [] }: Plan): Thing[] {
  const codes = ['F', ...groups.map(({ groupCode }) => String(groupCode))];
  return [
    { kind: 'group', key: 'F', fields: { groupCode: 'F', groupName: '别人的集团' } },
    { kind: 'menu', key: 'foreign-menu', fields: { menuCode: 'F-M', menuName: '别人的', menuSort: 7, menuType: '0' } },
    {
      kind: 'function',
      key: 'foreign-function',
      in: 'foreign-menu',
      fields: { funCode: 'F-F', funName: '别人的', funUrl: '/f', funSort: 1 },
    },
    ...codes.flatMap((groupCode): Thing[] => [
      { kind: 'area', key: `${groupCode}/F-A`, fields: { groupCode, areaCode: 'F-A', areaName: '别人的区域' } },
      {
        kind: 'project',
        key: `Pj-foreign-${groupCode}`,
        in: `${groupCode}/F-A`,
        fields: { groupCode, projectId: `Pj-foreign-${groupCode}`, projectLocalId: 'F', projectName: '别人的项目' },
      },
      { kind: 'role', key: `${groupCode}/F-R`, fields: { groupCode, roleCode: 'F-R', roleName: '别人的角色' } },
      {
        kind: 'account',
        key: `foreign-${groupCode}`,
        fields: { groupCode, username: `foreign-${groupCode}`, accountType: '2', accountSource: 'persagy' },
      },
    ]),
  ];
}

/** Those of which all that they lie in is there; answers their ids by `KIND:KEY`. */
async function makeThings(
  client: PersagyClient,
  random: Random,
  things: readonly Thing[],
  planned: readonly Thing[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const above = new Set(planned.filter(({ kind }) => kind === 'area').map((area) => area.in));
  for (const { kind, key, in: within, fields } of things) {
    const inside =
      within === undefined
        ? undefined
        : ids.get(`${kind === 'project' ? 'area' : kind === 'function' ? 'menu' : kind}:${within}`);
    const isGroupMissing =
      kind !== 'group' && 'groupCode' in fields && !ids.has(`group:${String(fields['groupCode'])}`);
    if (isGroupMissing || (within !== undefined && inside === undefined)) continue;
    const name = NAME[kind];
    const isOtherwise = name !== undefined && random.chance(0.2);
    const { content } = await client.send(CREATE[kind], {
      ...fields,
      ...(kind === 'area' ? { areaType: above.has(key) ? '0' : '1' } : {}),
      ...(kind === 'account' ? { password: FOREIGN_PASSWORD } : {}),
      ...(isOtherwise ? { [name]: `${String(fields[name])} 旧` } : {}),
      ...(inside === undefined ? {} : { [WITHIN[kind] ?? '']: inside }),
    });
    ids.set(`${kind}:${key}`, kind === 'group' ? key : String(content));
  }
  return ids;
}

/** Links that others have made: some of the plan's own, others of its things that are there. */
async function makeLinks(
  client: PersagyClient,
  random: Random,
  plan: Plan,
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const made = new Set<string>();
  const groups = new Map(thingsOf(plan).map(({ kind, key, fields }) => [`${kind}:${key}`, fields['groupCode']]));
  /** In the group of `place`. */
  const make = async (place: string, name: OperationName, fields: Record<string, string | undefined>) => {
    const groupCode = groups.get(place);
    const input = { ...fields, groupCode };
    if (Object.values(input).includes(undefined) || made.has(JSON.stringify([name, input]))) return;
    made.add(JSON.stringify([name, input]));
    await client.send(name, input);
  };
  for (const { kind, from, to } of linksOf(plan)) {
    if (!random.chance(0.3)) continue;
    const owner = kind === 'roleMenu' ? `role:${from}` : `account:${from}`;
    const id = ids.get(owner);
    // An account may be in several groups.
    const end = kind === 'accountRole' ? `role:${to}` : `area:${to}`;
    if (kind === 'accountRole')
      await make(end, 'accountRole/createSaasAccountRole', { accountId: id, roleId: ids.get(end) });
    if (kind === 'accountArea')
      await make(end, 'accountProject/createSaasAccountProject', { accountId: id, areaId: ids.get(end) });
    if (kind === 'roleMenu' && to.split('/').length > 3) {
      const menuId = ids.get(`menu:${to.slice(0, to.lastIndexOf('/'))}`);
      await make(owner, 'roleMenu/createSaasRoleMenu', { roleId: id, menuId, functionId: ids.get(`function:${to}`) });
    }
  }
  for (const [owner, id] of ids) {
    const groupCode = String(groups.get(owner));
    if (owner.startsWith('account:') && random.chance(0.5)) {
      const roleId = ids.get(`role:${groupCode}/F-R`);
      await make(owner, 'accountRole/createSaasAccountRole', { accountId: id, roleId });
      const areaId = ids.get(`area:${groupCode}/F-A`);
      await make(owner, 'accountProject/createSaasAccountProject', { accountId: id, areaId });
    }
    if (owner.startsWith('role:') && random.chance(0.5)) {
      const [menuId, functionId] = [ids.get('menu:foreign-menu'), ids.get('function:foreign-function')];
      await make(owner, 'roleMenu/createSaasRoleMenu', { roleId: id, menuId, functionId });
    }
  }
}
