import type { Place } from '../../platforms/iuap-files/client.ts';

/** Where an attachment is, in one text. What would be taken for a border is escaped. */
export function pathOf({ filepath, groupname }: Place, name: string): string {
  return [filepath, groupname, name].map((part) => part.replace(/[%/]/g, encodeURIComponent)).join('/');
}

/** The parts of {@link pathOf}; undefined of another text. */
export function parsePath(path: string): (Place & { name: string }) | undefined {
  const [filepath, groupname, name, ...rest] = path.split('/').map(decode);
  if (filepath === undefined || groupname === undefined || name === undefined || rest.length > 0) return undefined;
  return { filepath, groupname, name };
}

function decode(part: string): string {
  return part.replaceAll('%2F', '/').replaceAll('%25', '%');
}
