import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Files, StoredFile } from './files.ts';

/**
 * A file as its bytes on disk are now: gone with them, with their present size and MD5 when they were changed since
 * the merge. Where bytes are not kept, as it is on record.
 */
export function asOnDisk(files: Files, hash: string, folder: string): StoredFile | undefined {
  const file = files.get(hash);
  if (file === undefined || file.md5 === null) return file;
  const path = join(folder, hash);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    files.remove(hash);
    return undefined;
  }
  if (stats.mtimeMs <= Date.parse(file.record.createdAt ?? '')) return file;
  const md5 = createHash('md5').update(readFileSync(path)).digest('hex');
  return md5 === hash ? file : { ...file, md5, record: { ...file.record, hash: md5, size: stats.size } };
}
