import { lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { ModelrailError } from '../errors.ts';
import { told } from '../words/told.ts';

const NAME = 'modelrail';

/**
 * Folder that fetched binaries are kept in, over all projects of this user, made when it is not there: the cache folder
 * of the user, else (no home, or one that cannot be written to, as of a service's account) one in the temporary folder.
 * Error: `TemporalUnavailable` when another user holds that one.
 */
export function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  const users = userCacheFolder(env);
  if (users !== undefined) {
    const folder = join(users, 'temporal');
    try {
      mkdirSync(folder, { recursive: true });
      return folder;
    } catch {
      // Why it cannot be made does not matter: there is another place.
    }
  }
  return temporaryCacheFolder();
}

/** Where this system's users keep such things; undefined when there is no home. */
function userCacheFolder(env: NodeJS.ProcessEnv): string | undefined {
  const home = homeFolder(env);
  const inHome = (...names: string[]) => (home === undefined ? undefined : join(home, ...names));
  if (process.platform === 'darwin') return inHome('Library', 'Caches', NAME);
  if (process.platform === 'win32') {
    const local = env['LOCALAPPDATA'] || inHome('AppData', 'Local');
    return local === undefined ? undefined : join(local, NAME, 'Cache');
  }
  const caches = env['XDG_CACHE_HOME'] || inHome('.cache');
  return caches === undefined ? undefined : join(caches, NAME);
}

function homeFolder(env: NodeJS.ProcessEnv): string | undefined {
  if (process.platform !== 'win32') {
    const { HOME } = env;
    // Not the home that the password file names: the account of a service often does not have it.
    return HOME !== undefined && isAbsolute(HOME) ? HOME : undefined;
  }
  try {
    return homedir() || undefined;
  } catch {
    // The system knows no home for this user.
    return undefined;
  }
}

/** The temporary folder belongs to all users, and a program found there is started: it must be ours alone. */
function temporaryCacheFolder(): string {
  const uid = process.getuid?.();
  const folder = join(tmpdir(), uid === undefined ? NAME : `${NAME}-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  const isOurs = uid === undefined || (stats.uid === uid && (stats.mode & 0o022) === 0);
  if (!stats.isDirectory() || !isOurs) {
    throw new ModelrailError(
      'TemporalUnavailable',
      told('{folder} can be written to by another user: set HOME, or name the program by TEMPORAL_CLI_PATH', {
        folder,
      }),
    );
  }
  const cache = join(folder, 'temporal');
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  return cache;
}
