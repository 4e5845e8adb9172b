import type { LinkKind } from '../../contracts/persagy/provision.ts';
import type { PersagyClient } from '../../platforms/persagy/client.ts';
import { textOf } from './text-of.ts';

/** True for a link that is there; of a further group of an account no call tells that. */
export async function isLinked(
  client: PersagyClient,
  kind: LinkKind,
  fields: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<boolean> {
  const text = (name: string) => textOf(fields[name]);
  const [groupCode, accountId, roleId, menuId] = [text('groupCode'), text('accountId'), text('roleId'), text('menuId')];
  const isSame = (row: Readonly<Record<string, unknown>>, ...names: string[]) =>
    names.every((name) => textOf(row[name]) === text(name));
  switch (kind) {
    case 'accountRole': {
      const input = { groupCode, accountIds: [accountId] };
      const { content } = await client.call('accountRole/querySaasRoleMenuList', input, signal);
      return content.some((row) => isSame(row, 'accountId', 'roleId'));
    }
    case 'accountArea':
    case 'accountProject': {
      const input = { groupCode, accountId, areaId: text('areaId') };
      const { content } = await client.call('accountProject/querySaasAccountProjectList', input, signal);
      return content.some((row) => isSame(row, 'areaId', 'projectId'));
    }
    case 'roleMenu': {
      const { content } = await client.call('roleMenu/querySaasRoleMenuList', { groupCode, roleId, menuId }, signal);
      return content.some((row) => isSame(row, 'menuId', 'functionId'));
    }
    case 'accountGroup':
      return false;
  }
}
