import type { BigIntStats } from 'node:fs';
import { access, constants, open } from 'node:fs/promises';
import type { SourceStamp } from '../../contracts/activities.ts';
import { ModelrailError } from '../errors.ts';
import { type AdmittedFile, createAdmission, type ReadableFiles } from './admission.ts';
import { contentWarning } from './content-check.ts';
import { liesOnNetworkDisk, type NetworkDisk } from './network-disk.ts';
import type { SourceHandle, Sources } from './source.ts';
import { toSourceError } from './source-error.ts';

/** Where local files are, and what reading them costs. */
export interface LocalSourcesOptions extends ReadableFiles {
  /** Default: `auto`. */
  networkDisk?: NetworkDisk;
}

/** Files of this machine's disks, as far as they may be read (see {@link createAdmission}). */
export function createLocalSources(options: LocalSourcesOptions): Sources {
  const admit = createAdmission(options);

  async function look(source: string): Promise<AdmittedFile> {
    const admitted = await admit(source);
    if (!admitted.stats.isFile()) {
      throw new ModelrailError('InvalidRequest', `${source} is not a file`);
    }
    return admitted;
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
    localPath: async (source) => (await admit(source)).path,
    async isRemote(source) {
      return liesOnNetworkDisk((await admit(source)).path, options.networkDisk ?? 'auto');
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

/** Without the device: each machine, and each mount, gives the same disk a number of its own. */
function toStamp(stats: BigIntStats): SourceStamp {
  return { size: Number(stats.size), stamp: `${stats.mtimeNs}:${stats.ino}` };
}
