import { sentenceOf } from '../contracts/sentences.ts';
import type { Config } from '../lib/config/load.ts';
import { ModelrailError } from '../lib/errors.ts';
import type { ListedFile, PlatformFiles } from '../lib/sources/platform-files.ts';
import type { RemoteObject } from '../lib/sources/remote-object.ts';
import {
  NO_PLATFORM_SOURCE,
  type PlatformSource,
  parsePlatformSource,
  platformSource,
  problemOf,
} from '../lib/sources/source-url.ts';
import { definitionOf, type platformKinds } from './kinds.ts';

/** Files on the platforms of a configuration, each connected when it is first asked. */
export interface PlatformFilesSet {
  /** The files of a place. Errors: `InvalidRequest`, and those of the platform. */
  list(source: string, signal: AbortSignal): Promise<ListedFile[]>;
  /** One file. Error: `InvalidRequest` for a text that is no such source; a platform that there is not is told when it is asked. */
  object(source: string): RemoteObject;
  close(): Promise<void>;
}

/** Makes a {@link PlatformFilesSet}. */
export function createPlatformFiles(
  config: Pick<Config<typeof platformKinds>, 'kindOf' | 'platform'>,
): PlatformFilesSet {
  const opened = new Map<string, Promise<PlatformFiles>>();

  function open(platform: string): Promise<PlatformFiles> {
    const known = opened.get(platform);
    if (known !== undefined) return known;
    const kind = config.kindOf(platform);
    const { files } = definitionOf(kind);
    if (files === undefined) {
      throw new ModelrailError(
        'InvalidRequest',
        sentenceOf('platform "{platform}" is of kind {kind}, which gives no files', { platform, kind }),
      );
    }
    const made = files(config.platform(platform));
    opened.set(platform, made);
    return made;
  }

  function read(source: string): PlatformSource {
    const parsed = parsePlatformSource(source);
    if (parsed !== undefined) return parsed;
    throw new ModelrailError('InvalidRequest', problemOf(source, NO_PLATFORM_SOURCE));
  }

  return {
    async list(source, signal) {
      const { platform, place } = read(source);
      const files = await (await open(platform)).list(source, place, signal);
      return files.map((file) => ({ ...file, source: platformSource({ platform, place: file.place }) }));
    },
    object(source) {
      const { platform, place } = read(source);
      return {
        shown: source,
        async get(headers, signal) {
          return (await open(platform)).object(source, place).get(headers, signal);
        },
      };
    },
    async close() {
      await Promise.all([...opened.values()].map(async (files) => (await files).close()));
    },
  };
}
