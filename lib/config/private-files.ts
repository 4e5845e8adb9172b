import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../sources/source-error.ts';
import { STATE_FILES } from './own-files.ts';

/** For its owner alone. */
export const PRIVATE_FOLDER = 0o700;
/** For its owner alone. */
export const PRIVATE_FILE = 0o600;

/** Makes a state folder, and takes it and the state that lies there from all but its owner. */
export async function openStateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  await restrict(folder, PRIVATE_FOLDER);
  for (const name of STATE_FILES) await restrict(join(folder, name), PRIVATE_FILE);
}

/** Writes a file that only its owner reads, whatever mode it had. */
export async function writePrivate(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: PRIVATE_FILE });
  await restrict(path, PRIVATE_FILE);
}

/** Sets a mode. Of what is not there, or belongs to another user, it does nothing: only the owner can change a mode. */
export async function restrict(path: string, mode: number): Promise<void> {
  await chmod(path, mode).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT', 'EPERM')) throw error;
  });
}
