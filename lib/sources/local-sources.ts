import type { BigIntStats } from 'node:fs';
import { access, constants, open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, sep } from 'node:path';
import type { SourceStamp } from '../../contracts/activities.ts';
import { ModelrailError } from '../errors.ts';
import { contentWarning } from './content-check.ts';
import { liesOnNetworkDisk, type NetworkDisk } from './network-disk.ts';
import type { SourceHandle, Sources } from './source.ts';
import { hasCode, toSourceError } from './source-error.ts';

/** Where local files are, and what reading them costs. */
export interface LocalSourcesOptions {
  /** Absolute paths. */
  roots: readonly string[];
  /** Folder of files that were sent to the gateway, read as well; absolute. It need not exist. */
  spool?: string;
  /** Default: `auto`. */
  networkDisk?: NetworkDisk;
}

/** Files of this machine's disks, read only below `roots` and in the spool, links followed before the check. */
export function createLocalSources(options: LocalSourcesOptions): Sources {
  const readable = options.spool === undefined ? options.roots : [...options.roots, options.spool];

  async function allowedPath(source: string): Promise<string> {
    if (!isAbsolute(source)) {
      throw new ModelrailError('InvalidRequest', `${source} is not an absolute path`);
    }
    const path = await realpath(source).catch((error: unknown) => {
      throw toSourceError(source, error);
    });
    // A path without links that begins with a root as written lies below it: to follow the roots' own links costs more
    // than all the rest.
    if (isBelow(path, readable)) return path;
    const { real, failures } = await lookAtRoots(readable);
    if (isBelow(path, real)) return path;
    // A disk that fails for a moment may be the one that holds the file.
    const passing = failures.find((failure) => failure.isRetryable);
    if (passing !== undefined) throw passing;
    const target = path === source ? '' : ` (it leads to ${path})`;
    const unseen = failures.length === 0 ? '' : ` (of these, ${failures.map(({ message }) => message).join('; ')})`;
    throw new ModelrailError(
      'SourceNotAllowed',
      `${source}${target} is outside sources.roots: ${options.roots.join(', ')}${unseen}`,
    );
  }

  async function look(source: string): Promise<{ path: string; stats: BigIntStats }> {
    const path = await allowedPath(source);
    const stats = await stat(path, { bigint: true }).catch((error: unknown) => {
      throw toSourceError(source, error);
    });
    if (!stats.isFile()) {
      throw new ModelrailError('InvalidRequest', `${source} is not a file`);
    }
    return { path, stats };
  }

  return {
    async inspect(source) {
      const { path, stats } = await look(source);
      if (stats.size === 0n) {
        throw new ModelrailError('InvalidRequest', `${source} is empty`);
      }
      const warning = await access(path, constants.R_OK)
        .then(() => contentWarning(path))
        .catch((error: unknown) => {
          throw toSourceError(source, error);
        });
      return warning === undefined ? toStamp(stats) : { ...toStamp(stats), warning };
    },
    async stamp(source) {
      return toStamp((await look(source)).stats);
    },
    localPath: allowedPath,
    async isRemote(source) {
      return liesOnNetworkDisk(await allowedPath(source), options.networkDisk ?? 'auto');
    },
    async open(source) {
      // Looked at first: to open a pipe would wait for a writer, without end.
      const { path } = await look(source);
      const file = await open(path, 'r').catch((error: unknown) => {
        throw toSourceError(source, error);
      });
      const handle: SourceHandle = {
        async read(buffer, bufferOffset, length, position) {
          let done = 0;
          while (done < length) {
            const { bytesRead } = await file
              .read(buffer, bufferOffset + done, length - done, position + done)
              .catch((error: unknown) => {
                throw toSourceError(source, error);
              });
            if (bytesRead === 0) {
              throw new ModelrailError('SourceChanged', `${source} became shorter while it was read`);
            }
            done += bytesRead;
          }
        },
        close: () => file.close(),
      };
      return handle;
    },
  };
}

/** As text: both without links, `.` and `..`. A root that has any is no beginning of such a path. */
function isBelow(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep));
}

/** The roots with links followed, and why others could not be looked at; those that are not there hold no files. */
async function lookAtRoots(roots: readonly string[]): Promise<{ real: string[]; failures: ModelrailError[] }> {
  const real: string[] = [];
  const failures: ModelrailError[] = [];
  await Promise.all(
    roots.map((root) =>
      realpath(root).then(
        (path) => real.push(path),
        (error: unknown) => {
          if (!hasCode(error, 'ENOENT', 'ENOTDIR')) failures.push(toSourceError(root, error));
        },
      ),
    ),
  );
  return { real, failures };
}

/** Without the device: each machine, and each mount, gives the same disk a number of its own. */
function toStamp(stats: BigIntStats): SourceStamp {
  return { size: Number(stats.size), stamp: `${stats.mtimeNs}:${stats.ino}` };
}
