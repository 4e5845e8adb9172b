import { mkdir } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../lib/config/private-files.ts';

/** Size of one file, as pino-roll writes it. */
const MAX_SIZE = '10m';
/** Files of the same name that are kept, the present one among them. */
const MAX_FILES = 5;

/** A file of log lines. */
export interface LogFile {
  write(line: string): void;
}

/**
 * Opens a log that is kept in files for their owner alone: `worker.log` as `worker.1.log`, `worker.2.log` and so on, of 10 MiB each,
 * the newest five. A line that cannot be written, as on a full disk, is lost, and `tell` is called once with the reason. Error:
 * that of a folder that cannot be made.
 */
export async function openLogFile(
  path: string,
  tell: (text: string) => void,
  size: string = MAX_SIZE,
): Promise<LogFile> {
  const { default: roll } = await import('pino-roll');
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  const extension = extname(path);
  const stream = await roll({
    file: path.slice(0, path.length - extension.length),
    extension: extension === '' ? '.log' : extension,
    size,
    limit: { count: MAX_FILES, removeOtherLogFiles: true },
    mode: PRIVATE_FILE,
    // Written at once: the last lines before a process dies are those that are looked for.
    sync: true,
  });
  let isTold = false;
  stream.on('error', (error: Error) => {
    if (!isTold) tell(`the log cannot be written to ${path}: ${error.message}`);
    isTold = true;
  });
  return { write: (line) => void stream.write(line) };
}
