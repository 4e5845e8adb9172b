import type { BigIntStats } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import type { SourceStamp } from '../../contracts/activities.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import { lookAtFile, whatIsSeen } from '../model-files/look.ts';
import { type AdmittedFile, createAdmission, type ReadableFiles } from './admission.ts';
import { openFile } from './file-handle.ts';
import { liesOnNetworkDisk, type NetworkDisk } from './network-disk.ts';
import type { SeenSource, SourceContent, SourceFile, SourceHandle } from './source.ts';
import { toSourceError } from './source-error.ts';

/** Where local files are, and what reading them costs. */
export interface LocalSourcesOptions extends ReadableFiles {
  /** Default: `auto`. */
  networkDisk?: NetworkDisk;
}

/** What a local file is known by: it is read as it is, and compared by those who read it. */
type LocalFile = Pick<SourceFile, 'source'>;

/** `Sources` of this machine, which need no version. */
export interface LocalSources {
  inspect(source: string): Promise<SeenSource>;
  /** The present size, time and inode. */
  stamp(file: LocalFile): Promise<SourceStamp>;
  content(file: LocalFile): Promise<SourceContent & { path: string }>;
  open(file: LocalFile): Promise<SourceHandle>;
}

/** Files of this machine's disks, as far as they may be read (see {@link createAdmission}). */
export function createLocalSources(options: LocalSourcesOptions): LocalSources {
  const admit = createAdmission(options);

  async function look(source: string): Promise<AdmittedFile> {
    const admitted = await admit(source);
    if (!admitted.stats.isFile()) {
      throw new ModelrailError('InvalidRequest', sentenceOf('{path} is not a file', { path: source }));
    }
    return admitted;
  }

  return {
    async inspect(source) {
      const { path, stats } = await look(source);
      if (stats.size === 0n) {
        throw new ModelrailError('InvalidRequest', sentenceOf('{path} is empty', { path: source }));
      }
      const seen = await access(path, constants.R_OK)
        .then(() => lookAtFile(path))
        .catch((error: unknown) => {
          throw toSourceError(source, error);
        });
      return { ...toStamp(stats), ...whatIsSeen(seen) };
    },
    async stamp({ source }) {
      return toStamp((await look(source)).stats);
    },
    async content({ source }) {
      const { path } = await admit(source);
      return { path, isRemote: await liesOnNetworkDisk(path, options.networkDisk ?? 'auto') };
    },
    async open({ source }) {
      // Looked at first: to open a pipe would wait for a writer, without end.
      return openFile((await look(source)).path, source);
    },
  };
}

/** Without the device: each machine, and each mount, gives the same disk a number of its own. */
function toStamp(stats: BigIntStats): SourceStamp {
  return { size: Number(stats.size), stamp: `${stats.mtimeNs}:${stats.ino}` };
}
