import { isUrl } from '../../contracts/source-path.ts';
import type { SourceFile, Sources } from './source.ts';

/** The sources of a worker: a disk's paths, and addresses, each behind what reads them. */
export function createSources(parts: { local: Sources; remote: Sources }): Sources {
  const of = (source: string): Sources => (isUrl(source) ? parts.remote : parts.local);
  return {
    inspect: (source, options) => of(source).inspect(source, options),
    stamp: (file: SourceFile, signal) => of(file.source).stamp(file, signal),
    content: (file: SourceFile, signal) => of(file.source).content(file, signal),
    open: (file: SourceFile, signal) => of(file.source).open(file, signal),
  };
}
