import type { SourceStamp } from '../../contracts/activities.ts';

/** An open model file that can be read at any position. */
export interface SourceHandle {
  /** Fills `buffer` from `bufferOffset` with `length` bytes from `position`; rejects when the file is shorter. */
  read(buffer: Buffer, bufferOffset: number, length: number, position: number): Promise<void>;
  close(): Promise<void>;
}

/** Where model files come from. Errors: `SourceNotFound`, `SourceNotAllowed`, `InvalidRequest`. */
export interface Sources {
  /** Looks at a file: it exists, may be read, and is not empty. */
  inspect(source: string): Promise<SourceStamp & { warning?: string }>;
  /** The present size, time and inode of a file. */
  stamp(source: string): Promise<SourceStamp>;
  /** The path a hashing thread may open; its being allowed has been checked. */
  localPath(source: string): Promise<string>;
  /** True when its bytes cost network each time they are read. */
  isRemote(source: string): Promise<boolean>;
  open(source: string): Promise<SourceHandle>;
}

/**
 * True when size and time of the content are the same. The inode is left out: many network disks and FUSE mounts give a
 * file another one at each look.
 */
export function isSameStamp(a: SourceStamp, b: SourceStamp): boolean {
  return a.size === b.size && timeOf(a) === timeOf(b);
}

/** What stands before the inode. */
function timeOf({ stamp }: SourceStamp): string {
  return stamp.split(':', 1)[0] ?? '';
}
