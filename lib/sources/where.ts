import { readlink, realpath } from 'node:fs/promises';
import { join, parse, resolve, sep } from 'node:path';
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
 * outside the roots is known without knowing whether it is there. From the top down: the first name that is not there
 * ends the look, however long the rest is.
 */
export async function whereItWouldLie(path: string): Promise<string> {
  const { root } = parse(resolve(path));
  let names = namesOf(path);
  let folder = root;
  let links = 0;
  for (let at = 0; at < names.length; at += 1) {
    const next = join(folder, names[at] ?? '');
    const found = await lookForLink(next);
    if (found === 'missing' || links > MAX_LINKS) return join(folder, ...names.slice(at));
    if (found === 'no link') folder = next;
    else {
      links += 1;
      names = [...namesOf(resolve(folder, found.target)), ...names.slice(at + 1)];
      folder = root;
      at = -1;
    }
  }
  return folder;
}

/** The names of a path, without `.` and `..`. */
function namesOf(path: string): string[] {
  const whole = resolve(path);
  return whole.slice(parse(whole).root.length).split(sep).filter(Boolean);
}

/** Where a link leads. What cannot be looked at counts as missing. */
async function lookForLink(path: string): Promise<{ target: string } | 'no link' | 'missing'> {
  try {
    return { target: await readlink(path) };
  } catch (error) {
    return hasCode(error, 'EINVAL', 'UNKNOWN') ? 'no link' : 'missing';
  }
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
