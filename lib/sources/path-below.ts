import { realpath } from 'node:fs/promises';
import { basename, dirname, join, normalize, relative, sep } from 'node:path';
import { isUrl, lastSegment } from '../../contracts/source-path.ts';
import { isBelow, lookAtRoots } from './where.ts';

/**
 * A source as others may know it: its path below the nearest of the roots, with `/` between its names; of an address, and of
 * a path below none of them, the last name. Links on the way are followed, of the roots too. Never a path of the whole machine.
 */
export async function pathBelow(source: string, roots: readonly string[]): Promise<string> {
  if (isUrl(source)) return lastSegment(source);
  const written = normalize(source);
  const folder = await realpath(dirname(written)).catch(() => dirname(written));
  const path = join(folder, basename(written));
  const { real } = await lookAtRoots(roots);
  const holding = [...roots, ...real].filter((root) => path !== root && isBelow(path, [root]));
  const [nearest] = holding.toSorted((a, b) => b.length - a.length);
  return nearest === undefined ? lastSegment(source) : relative(nearest, path).split(sep).join('/');
}
