import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const MIB = 1024 * 1024;
const SLICE_MIB = 16;

/** Writes a file of random bytes that lie on the disk; answers its path. */
export async function addRandomFile(folder: string, name: string, mebibytes: number): Promise<string> {
  const path = join(folder, name);
  await using file = await open(path, 'w');
  for (let written = 0; written < mebibytes; written += SLICE_MIB) {
    await file.write(randomBytes(Math.min(SLICE_MIB, mebibytes - written) * MIB));
  }
  return path;
}

/** Makes a file of zeros that takes no room on the disk; answers its path. */
export async function addSparseFile(folder: string, name: string, mebibytes: number): Promise<string> {
  const path = join(folder, name);
  await using file = await open(path, 'w');
  await file.truncate(mebibytes * MIB);
  return path;
}

/** Writes many small files of random bytes; answers their paths. */
export async function addSmallFiles(folder: string, count: number, bytes: number): Promise<string[]> {
  const paths: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const path = join(folder, `small-${number}.rvt`);
    await using file = await open(path, 'w');
    await file.write(randomBytes(bytes));
    paths.push(path);
  }
  return paths;
}
