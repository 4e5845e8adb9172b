import { type Dirent, readdir, realpath, stat } from 'node:fs';
import { dirname, sep } from 'node:path';
import type { FileSystemAdapter } from 'tinyglobby';

/** Told what a walk leaves out. */
export interface WalkReport {
  /** A link that leads nowhere, or to a folder out of the roots; `reason` ends a sentence that begins with its path. */
  leftOut(path: string, reason: string): void;
  /** A link to a file out of the roots. The walk gives it nevertheless if it matches: only then it is worth a word. */
  foreignFile(path: string, reason: string): void;
  /** A folder that cannot be read, so that nobody knows what it holds. */
  unreadable(path: string, error: NodeJS.ErrnoException): void;
}

type FollowCallback = (error: NodeJS.ErrnoException | null, resolved: string) => void;

/**
 * The file system as a walk may see it: a link out of the roots is not followed (one to `/` would have the whole disk
 * walked), nor is one to a folder that it lies in; and a folder that cannot be read is not passed over in silence.
 */
export function guardedFileSystem(roots: readonly string[], report: WalkReport): FileSystemAdapter {
  function followLink(path: string, callback: FollowCallback): void {
    realpath(path, (error, target) => {
      if (error !== null) {
        report.leftOut(path, 'is a link that leads nowhere');
        return callback(error, '');
      }
      if (!roots.some((root) => isBelow(target, root))) return followOut(path, target, callback);
      realpath(dirname(path), (parentError, parent) => {
        if (parentError === null && isBelow(parent, target))
          return callback(new Error('a link to a folder above it'), '');
        callback(parentError, target);
      });
    });
  }

  function followOut(path: string, target: string, callback: FollowCallback): void {
    const reason = `is a link out of sources.roots, to ${target}`;
    stat(target, (error, found) => {
      if (error === null && !found.isDirectory()) {
        report.foreignFile(path, reason);
        return callback(null, target);
      }
      report.leftOut(path, reason);
      callback(new Error('a link out of the roots'), '');
    });
  }

  function readFolder(
    path: string,
    options: { withFileTypes: true },
    callback: (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void,
  ): void {
    readdir(path, options, (error, entries) => {
      if (error !== null) report.unreadable(path, error);
      callback(error, entries);
    });
  }

  // The types are those of all overloads of `node:fs`; tinyglobby calls the ones above, links first through `realpath`.
  return { realpath: followLink, readdir: readFolder } as unknown as FileSystemAdapter;
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
