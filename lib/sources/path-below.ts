import { relative, sep } from 'node:path';
import { isUrl, lastSegment } from '../../contracts/source-path.ts';
import { isBelow } from './where.ts';

/**
 * A source as others may know it: its path below the nearest of the roots, with `/` between its names; of an address, and of
 * a path below none of them, the last name. Never a path of the whole machine.
 */
export function pathBelow(source: string, roots: readonly string[]): string {
  const holding = isUrl(source) ? [] : roots.filter((root) => source !== root && isBelow(source, [root]));
  const [nearest] = holding.toSorted((a, b) => b.length - a.length);
  return nearest === undefined ? lastSegment(source) : relative(nearest, source).split(sep).join('/');
}
