import { mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { namesOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';

/** Makes the folder where it is missing; answers it without links. Error: `SourceNotAllowed` outside of the roots. */
export async function openFolder(folder: string, roots: readonly string[]): Promise<string> {
  const path = resolve(folder);
  const root = roots.find((one) => isWithin(path, resolve(one)));
  if (root === undefined) throw outside(folder, roots);
  await mkdir(root, { recursive: true });
  const realRoot = await realpath(root);
  // A link on the way may lead elsewhere: what is there already is looked at before anything is made.
  if (!isWithin(await realpath(await existingPart(path)), realRoot)) throw outside(folder, roots);
  await mkdir(path, { recursive: true });
  const real = await realpath(path);
  if (!isWithin(real, realRoot)) throw outside(folder, roots);
  return real;
}

async function existingPart(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : existingPart(dirname(path));
}

function isWithin(path: string, root: string): boolean {
  const way = relative(root, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}

function outside(folder: string, roots: readonly string[]): ModelrailError {
  return new ModelrailError(
    'SourceNotAllowed',
    sentenceOf('{folder} is outside of results.roots: {roots}', { folder, roots: namesOf(roots) }),
  );
}
