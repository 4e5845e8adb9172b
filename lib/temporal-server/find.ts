import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { ModelrailError } from '../errors.ts';
import { told } from '../words/told.ts';
import { defaultCacheDir } from './cache-folder.ts';
import { fetchTemporal, type OnFetched } from './fetch.ts';
import { cachedBinary, executableName } from './release.ts';

/** Where to look for the `temporal` binary. */
export interface FindTemporalOptions {
  env: NodeJS.ProcessEnv;
  /** Folder of fetched binaries. Default: this user's cache folder. */
  cacheDir?: string;
  /** Told what is going on when a binary has to be fetched, which takes a while. */
  log?: (line: string) => void;
  /** Told how much of it has arrived. */
  onProgress?: OnFetched | undefined;
}

/**
 * Path of a `temporal` binary: the one named by `TEMPORAL_CLI_PATH`, on `PATH`, or in the cache; else one is fetched
 * into the cache. Throws `TemporalUnavailable` with what was tried. (`TEMPORAL_ADDRESS`, which needs no binary, is the
 * caller's to look at.)
 */
export async function findTemporal(options: FindTemporalOptions): Promise<string> {
  const { env } = options;
  const named = env['TEMPORAL_CLI_PATH'];
  if (named !== undefined && named !== '') {
    if (await isExecutable(named)) return resolve(named);
    throw new ModelrailError(
      'TemporalUnavailable',
      told('TEMPORAL_CLI_PATH names "{named}", which is not an executable file', { named }),
    );
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const path of folders.map((folder) => join(folder, executableName('temporal')))) {
    if (await isExecutable(path)) return path;
  }
  const cacheDir = options.cacheDir ?? defaultCacheDir(env);
  const cached = cachedBinary(cacheDir);
  if (await isExecutable(cached)) return cached;
  return fetchTemporal({ cacheDir, env, log: options.log ?? (() => undefined), onProgress: options.onProgress });
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Not there, or not ours to run: both mean that it is not the binary we look for.
    return false;
  }
}
