import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { ModelrailError } from '../errors.ts';
import { hasCode, toSourceError } from './source-error.ts';

/** As many links as Linux follows in one path. */
const MAX_LINKS = 40;

/** True for a path below one of the roots, or a root itself. As text: both without links, `.` and `..`. */
export function isBelow(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(withSeparator(root)));
}

/** True for a path that has a name with a leading dot in each root that it lies below, counted from the root. */
export function isHidden(path: string, roots: readonly string[]): boolean {
  return roots
    .filter((root) => isBelow(path, [root]))
    .every((root) =>
      path
        .slice(withSeparator(root).length)
        .split(sep)
        .some((name) => name.startsWith('.')),
    );
}

function withSeparator(root: string): string {
  return root.endsWith(sep) ? root : root + sep;
}

/**
 * Where a file would lie that cannot be looked at: its path without links, as far as they can be followed. So what is
 * outside the roots is known without knowing whether it is there.
 */
export async function whereItWouldLie(path: string, links = 0): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) return real;
  const parent = dirname(path);
  if (parent === path) return path;
  const folder = await whereItWouldLie(parent, links);
  const target = await readlink(path).catch(() => undefined);
  if (target !== undefined && links < MAX_LINKS) return await whereItWouldLie(resolve(folder, target), links + 1);
  return join(folder, basename(path));
}

/** The roots with links followed, and why others could not be looked at; those that are not there hold no files. */
export async function lookAtRoots(roots: readonly string[]): Promise<{ real: string[]; failures: ModelrailError[] }> {
  const real: string[] = [];
  const failures: ModelrailError[] = [];
  await Promise.all(
    roots.map((root) =>
      realpath(root).then(
        (path) => real.push(path),
        (error: unknown) => {
          if (!hasCode(error, 'ENOENT', 'ENOTDIR')) failures.push(toSourceError(root, error));
        },
      ),
    ),
  );
  return { real, failures };
}
