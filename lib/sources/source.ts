import type { SourceStamp } from '../../contracts/activities.ts';
import type { ModelFormat } from '../../contracts/model-format.ts';
import type { Sentence } from '../../contracts/sentences.ts';

/** An open model file that can be read at any position. */
export interface SourceHandle {
  /** Fills `buffer` from `bufferOffset` with `length` bytes from `position`; rejects when the file is shorter. */
  read(buffer: Buffer, bufferOffset: number, length: number, position: number): Promise<void>;
  close(): Promise<void>;
}

/** A source, and the version of it that is meant. */
export interface SourceFile extends SourceStamp {
  source: string;
}

/** How a content is read from its beginning to its end. */
export type SourceContent =
  /** A path that a hashing thread may open; `isRemote`: its bytes cost network each time they are read. */
  | { path: string; isRemote: boolean }
  /** The bytes from a position on, of this version alone; they cost network each time. */
  | { readFrom(position: number): AsyncIterable<Buffer> };

/** What a look at a source finds. */
export interface SeenSource extends SourceStamp {
  /** What its bytes say that it is; absent where they do not say. */
  format?: ModelFormat;
  /** It is visibly damaged, or not what its name promises. */
  warning?: string;
  /** By which that is said in other languages. */
  told?: Sentence[];
}

/** How a source is looked at. */
export interface InspectOptions {
  signal: AbortSignal;
  /** Told where all of it has to be fetched for that, with the bytes so far. */
  onBytes?(bytes: number): void;
}

/**
 * Where model files come from. Errors: `SourceNotFound`, `SourceNotAllowed`, `InvalidRequest`, and `SourceChanged` where
 * a version was named.
 */
export interface Sources {
  /** Looks at a file: it exists, may be read, and is not empty. */
  inspect(source: string, options: InspectOptions): Promise<SeenSource>;
  /** The present size and version of what was looked at before. */
  stamp(file: SourceFile, signal: AbortSignal): Promise<SourceStamp>;
  /** How to read all of it. */
  content(file: SourceFile, signal: AbortSignal): Promise<SourceContent>;
  /** Opens it; the signal ends reads under way. */
  open(file: SourceFile, signal: AbortSignal): Promise<SourceHandle>;
}

/** mtime and inode of a local file. */
const LOCAL_STAMP = /^(-?\d+):\d+$/;

/**
 * True when size and version of the content are the same. The inode is left out: many network disks and FUSE mounts give a
 * file another one at each look.
 */
export function isSameStamp(a: SourceStamp, b: SourceStamp): boolean {
  return a.size === b.size && versionOf(a) === versionOf(b);
}

/** When a file of a disk was changed last, in milliseconds since the epoch; undefined of others. */
export function modifiedAtMs({ stamp }: Pick<SourceStamp, 'stamp'>): number | undefined {
  const nanoseconds = LOCAL_STAMP.exec(stamp)?.[1];
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6;
}

function versionOf({ stamp }: SourceStamp): string {
  return LOCAL_STAMP.exec(stamp)?.[1] ?? stamp;
}
