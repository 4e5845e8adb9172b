import { lstat, rename, rm, writeFile } from 'node:fs/promises';
import { ModelrailError } from '../../lib/errors.ts';
import { hasCode } from '../../lib/sources/source-error.ts';
import { say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';

/** A file that is to be made. */
export interface NewFile {
  path: string;
  text: string;
  /** Its permissions. */
  mode: number;
}

/** Error: `InvalidRequest` when there is something at one of the paths: nothing is ever overwritten. */
export async function refuseExisting(paths: readonly string[]): Promise<void> {
  const there: string[] = [];
  for (const path of paths) if (await isThere(path)) there.push(path);
  if (there.length === 0) return;
  const problems = there.map((path) => say('{path} is there, and is not overwritten', { path })).join('\n');
  throw new ModelrailError(
    'InvalidRequest',
    told('{problems}\nwrite into another file by --config FILE, or move it away', { problems }),
  );
}

/** Makes files, each whole or not at all. Error: as {@link refuseExisting}. */
export async function writeNewFiles(files: readonly NewFile[]): Promise<void> {
  const made = files.map((file) => ({ ...file, unfinished: `${file.path}.${process.pid}.new` }));
  try {
    for (const { unfinished, text, mode } of made) await writeFile(unfinished, text, { mode, flag: 'wx' });
    await refuseExisting(files.map(({ path }) => path));
    for (const { unfinished, path } of made) await rename(unfinished, path);
  } finally {
    for (const { unfinished } of made) await rm(unfinished, { force: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
