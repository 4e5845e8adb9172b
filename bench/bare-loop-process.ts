import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The chunk size that platforms get by default; the bare loop cuts likewise. */
export const CHUNK_BYTES = 4 * 1024 * 1024;

/** Runs `bare-loop.ts` in a process of its own, as our worker is one; answers its seconds, without its start. */
export async function runBareLoop(options: {
  url: string;
  connections: number;
  /** Has each file hashed by `openssl md5` before it is sent, or is the MD5 of the one file. */
  hashing: 'openssl' | (string & {});
  files: readonly string[];
}): Promise<number> {
  const { url, connections, hashing, files } = options;
  return runTimed('./bare-loop.ts', [url, String(connections), String(CHUNK_BYTES), hashing, ...files]);
}

/** Runs `bare-small-files.ts` likewise over all files of a folder. */
export async function runBareSmallFiles(options: { url: string; atOnce: number; folder: string }): Promise<number> {
  return runTimed('./bare-small-files.ts', [options.url, String(options.atOnce), options.folder]);
}

/** Runs a program of `bench/` that prints its seconds. */
export async function runTimed(name: string, args: readonly string[]): Promise<number> {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...args]);
  return Number(stdout);
}
