import type { Attachment } from '../../platforms/iuap-files/client.ts';
import type { Group } from './listings.ts';

/**
 * The attachment that a file is to replace, by its id; undefined where the group has it no more, or another one has the name of the
 * file. What goes into the store finds it by its name alone: one that was renamed is none of it then.
 */
export function ownIn(
  { byName, byId }: Group,
  { name, replaces, direct }: { name: string; replaces?: string | undefined; direct?: true },
): Attachment | undefined {
  const own = replaces === undefined ? undefined : byId.get(replaces);
  if (own === undefined) return undefined;
  const named = byName.get(name);
  const isFree = named === undefined ? direct !== true : named.id === replaces;
  return isFree ? own : undefined;
}
