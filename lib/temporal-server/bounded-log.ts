import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { dirname, extname } from 'node:path';

const KEPT_OUTPUT_CHARACTERS = 4_000;
/** A log of so many bytes is copied away and begun anew. */
const MAX_BYTES = 10 * 1024 ** 2;
/** How often its size is looked at. */
const LOOK_MS = 60_000;

/** A file that another process writes to at its end, and that never grows without bounds. */
export interface BoundedLog {
  descriptor: number;
  /** The end of what was written since it was opened. */
  printed(): string;
  /** Closes this process's own descriptor. */
  close(): void;
  /** No longer looks at its size. */
  leave(): void;
}

/**
 * Opens a log for a process that knows no other: at 10 MiB it is copied to `NAME.1.EXT`, over the one before, and begun anew. What is
 * written between the two is lost.
 */
export function openBoundedLog(path: string): BoundedLog {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, 'a', 0o600);
  let before = statSync(path).size;
  const look = () => {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size < MAX_BYTES) return;
    const extension = extname(path);
    copyFileSync(path, `${path.slice(0, path.length - extension.length)}.1${extension}`);
    truncateSync(path);
    before = 0;
  };
  look();
  const timer = setInterval(look, LOOK_MS).unref();
  return {
    descriptor,
    printed: () => readFileSync(path).subarray(before).toString('utf8').slice(-KEPT_OUTPUT_CHARACTERS).trim(),
    close: () => closeSync(descriptor),
    leave: () => clearInterval(timer),
  };
}
