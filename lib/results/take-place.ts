import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link as linkFile, open, rename, rm } from 'node:fs/promises';
import { hasCode } from '../sources/source-error.ts';
import { assertUnchanged, type PartFile } from './part-files.ts';

/**
 * Gives a part the name of a result. False when something else has the name: that is never written over. `link` makes a second
 * name of a file, and fails where the file system has none.
 */
export async function takePlace(part: PartFile, path: string, link = linkFile): Promise<boolean> {
  await assertUnchanged(part);
  try {
    await link(part.path, path);
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST') && (await reserve(path))) {
      await renameOnto(part, path);
      return true;
    }
  }
  return (await md5Of(path)) === part.md5;
}

/** Makes an empty file of that name, which no other process takes then; false when there is one. */
async function reserve(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o644)).close();
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function renameOnto(part: PartFile, path: string): Promise<void> {
  try {
    await rename(part.path, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Undefined of what is no file that can be read. */
async function md5Of(path: string): Promise<string | undefined> {
  const hash = createHash('md5');
  try {
    for await (const piece of createReadStream(path)) hash.update(piece as Buffer); // as: without an encoding it gives bytes
    return hash.digest('hex');
  } catch {
    // A folder of that name, or a file of another user: something else lies there.
    return undefined;
  }
}
