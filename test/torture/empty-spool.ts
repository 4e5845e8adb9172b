import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes what workers have fetched, as somebody who makes room would; what is being fetched stays. */
export async function emptySpool(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const contents = names.filter((name) => !name.endsWith('.part'));
  await Promise.all(contents.map((name) => rm(join(folder, name), { force: true })));
}
