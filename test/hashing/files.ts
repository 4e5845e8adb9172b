import { mkdtemp, readdir, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { HashRequest } from '../../lib/hashing/hasher.ts';

/** Why a test aborts. */
export const reason = new Error('cancelled');

/** Files in a folder that ends with the test file. */
export interface HashingFiles {
  folder: string;
  makeFile(content: Buffer): Promise<string>;
  /** A file that takes seconds to hash and no room on the disk. */
  makeLongFile(): Promise<{ path: string; size: number }>;
  /** Threads of this process, and its open files in the folder. */
  countOpen(): Promise<{ threads: number; files: number }>;
}

/** Makes the folder. */
export async function hashingFiles(): Promise<HashingFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-hashing-'));
  afterAll(() => rm(folder, { recursive: true }));
  let count = 0;

  async function makeFile(content: Buffer): Promise<string> {
    count += 1;
    const path = join(folder, `${count}.ifc`);
    await writeFile(path, content);
    return path;
  }

  return {
    folder,
    makeFile,
    async makeLongFile() {
      const path = await makeFile(Buffer.alloc(0));
      const size = 4 * 1024 ** 3;
      await truncate(path, size);
      return { path, size };
    },
    async countOpen() {
      const open = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
      const files = (await Promise.all(open)).filter((path) => path.startsWith(folder)).length;
      return { threads: (await readdir('/proc/self/task')).length, files };
    },
  };
}

/** A request for a file with nothing special to it, changed by `parts`. */
export function request(path: string, size: number, parts: Partial<HashRequest> = {}): HashRequest {
  const signal = new AbortController().signal;
  return { source: path, path, size, chunkSizeBytes: 1024, signal, onProgress() {}, ...parts };
}
