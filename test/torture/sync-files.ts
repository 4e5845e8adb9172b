import { rename } from 'node:fs/promises';
import { versionOf } from './ingestions.ts';
import type { PlannedSync, SyncFileDeed } from './planned-sync.ts';
import type { RoundSync, SyncFile } from './round-sync.ts';
import { bytesOf } from './workload.ts';

/** A content that no other file of the round has, nor this one had before. */
export function contentOf(
  { projectCode }: PlannedSync,
  { index, size, change }: { index: number; size: number; change: number },
): Buffer {
  const seed = Number(/\d+$/.exec(projectCode)?.[0] ?? 0);
  return bytesOf({ size, content: seed * 65_536 + 32_768 + index * 128 + change });
}

/** Lets a file be there, with what it had last. */
export async function putSyncFile(file: SyncFile): Promise<void> {
  file.bytes = file.last;
  await file.placed.put(file.last);
}

/** Does something to a file of a sync; to one that is not there, or is there already, as far as that makes sense. */
export async function disturbSyncFile(
  { planned, files }: RoundSync,
  { file: index, how }: { file: number; how: SyncFileDeed },
): Promise<void> {
  const file = files[index];
  if (file === undefined || (how === 'add') !== (file.bytes === undefined)) return;
  file.isDisturbed = true;
  const { placed } = file;
  switch (how) {
    case 'add':
      return await putSyncFile(file);
    case 'remove':
      delete file.bytes;
      file.isMissed = true;
      return await placed.remove();
    case 'touch':
      return await placed.touch();
    case 'rename':
      return await renameFile(file);
    default: {
      const other = contentOf(planned, { index, size: file.last.length, change: file.versions.length });
      const bytes = changed(file.last, other, how);
      // Known before it is there: a worker may be quicker than the next line.
      file.versions.push(versionOf(bytes));
      file.last = bytes;
      file.bytes = bytes;
      await placed.change(bytes, how !== 'replace');
    }
  }
}

function changed(before: Buffer, other: Buffer, how: 'replace' | 'overwrite' | 'append' | 'truncate'): Buffer {
  if (how === 'append') return Buffer.concat([before, other.subarray(0, 5)]);
  if (how === 'truncate' && before.length > 8) return before.subarray(0, before.length >>> 1);
  return how === 'replace' ? Buffer.concat([other, Buffer.from('+')]) : other;
}

/** The other Unicode form of its name; on a disk at once, in a bucket it is away for a moment. */
async function renameFile(file: SyncFile): Promise<void> {
  const { path: before } = file;
  const cut = before.lastIndexOf('/') + 1;
  const name = before.slice(cut);
  const form = name === name.normalize('NFC') ? 'NFD' : 'NFC';
  const path = before.slice(0, cut) + name.normalize(form);
  if (path === before) return;
  file.path = path;
  file.isRenamed = true;
  file.isMissed = true;
  const [from, to] = [file.placed, file.place(path)];
  file.placed = to;
  if (from.asked.host !== undefined) return await rename(from.asked.source, to.asked.source);
  await from.remove();
  await to.put(file.last);
}
