import type { PlannedChange, RecordKind } from '../../contracts/persagy/provision.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { PersagyClient } from '../../platforms/persagy/client.ts';
import { endpoints, type OperationName } from '../../platforms/persagy/endpoints.ts';
import { replacement } from '../../platforms/persagy/replacement.ts';
import { textOf } from './text-of.ts';

type Row = Readonly<Record<string, unknown>>;

/** The calls of each kind of record. */
export const CALLS: Readonly<
  Record<RecordKind, { create: OperationName; update: OperationName; delete?: OperationName }>
> = {
  group: { create: 'group/createSaasGroup', update: 'group/updateSaasGroup' },
  area: { create: 'area/createSaasArea', update: 'area/updateSaasArea', delete: 'area/deleteSaasArea' },
  project: { create: 'project/createSaasProject', update: 'project/updateSaasProject' },
  menu: { create: 'menu/createSaasMenu', update: 'menu/updateSaasMenu', delete: 'menu/deleteSaasMenu' },
  function: {
    create: 'function/createSaasFunction',
    update: 'function/updateSaasFunction',
    delete: 'function/deleteSaasFunction',
  },
  role: { create: 'role/createSaasRole', update: 'role/updateSaasRole', delete: 'role/deleteSaasRole' },
  account: { create: 'account/createSaasAccount', update: 'account/updateSaasAccount' },
};

/**
 * The record that a change is about, found by its id, or where it has none by its exact key: filters by name find more, so they are
 * compared here.
 */
export async function lookUp(
  client: PersagyClient,
  { kind, fields, id: known }: Pick<PlannedChange, 'kind' | 'fields' | 'id'>,
  signal: AbortSignal,
): Promise<{ id: string; row: Row } | undefined> {
  const text = (name: string) => textOf(fields[name]);
  const groupCode = text('groupCode');
  const found = (rows: readonly Row[], name: string, id: string) => {
    const row = rows.find((one) => (known === undefined ? one[name] === fields[name] : String(one[id]) === known));
    return row === undefined ? undefined : { id: String(row[id]), row };
  };
  switch (kind) {
    case 'group':
      return found(
        (await client.call('group/querySaasGroupList', { groupCode }, signal)).content,
        'groupCode',
        'groupCode',
      );
    case 'area': {
      const areaCode = text('areaCode');
      return found(
        (await client.call('area/querySaasAreaList', { groupCode, areaCode }, signal)).content,
        'areaCode',
        'id',
      );
    }
    case 'project': {
      const projectId = text('projectId');
      return found(
        (await client.call('project/querySaasProjectList', { projectId }, signal)).content,
        'projectId',
        'id',
      );
    }
    case 'role': {
      const roleCode = text('roleCode');
      return found(
        (await client.call('role/querySaasRoleList', { groupCode, roleCode }, signal)).content,
        'roleCode',
        'id',
      );
    }
    case 'account': {
      const username = text('username');
      return found((await client.call('account/querySaasAccountList', { username }, signal)).content, 'username', 'id');
    }
    case 'function': {
      const [menuId, funCode] = [text('menuId'), text('funCode')];
      const { content } = await client.call('function/querySaasFunctionList', { menuId, funCode }, signal);
      return found(content, 'funCode', 'id');
    }
    case 'menu': {
      const { content } = await client.call(
        'menu/queryMenuFunTree',
        { appId: text('appId'), menuType: text('menuType') },
        signal,
      );
      return found(flattened(content), 'menuCode', 'menuId');
    }
    default:
      throw new ModelrailError('Internal', `${kind} is no record`);
  }
}

function flattened(menus: readonly Row[]): Row[] {
  return menus.flatMap((menu) => {
    const below = menu['childrens'];
    return [menu, ...(Array.isArray(below) ? flattened(below as Row[]) : [])]; // as: the client has compared it with its shape
  });
}

/** What an update of a record sends. */
export function updateInput(kind: RecordKind, row: Row, id: string, changed: Row): Record<string, unknown> {
  const { required, optional } = endpoints[CALLS[kind].update];
  const fields = { ...required, ...optional };
  return { ...replacement(fields, row, changed), ...('id' in fields ? { id } : {}) };
}
