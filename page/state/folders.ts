import { signal } from '@preact/signals';
import { CallError, callJson } from '../api/call.ts';
import { reasonOf } from './actions.ts';
import { type FoundFile, type LeftOut, leftOut, takeFiles } from './draft.ts';
import { tell } from './messages.ts';
import type { Description } from './schema.ts';

/** How many models were found in the folders that are being looked into; undefined while none is. */
export const lookingInto = signal<number | undefined>(undefined);

/** Takes what was dropped, files and folders. To be called while the event is handled: afterwards a browser tells nothing of it. */
export function takeDrop(dropped: DataTransfer | null): void {
  const files: FoundFile[] = [];
  const folders: FileSystemEntry[] = [];
  for (const item of dropped?.items ?? []) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = entry?.isDirectory === true ? null : item.getAsFile();
    if (entry?.isDirectory === true) folders.push(entry);
    else if (file !== null) files.push({ file, place: file.name });
  }
  // What is named is taken, whatever it is called.
  takeFiles(files);
  if (folders.length > 0) void takeFolders((see) => walk(folders, see));
}

/** Takes a folder that was chosen, of which a browser gives all files. */
export function takeChosen(files: readonly File[]): void {
  if (files.length === 0) return;
  void takeFolders(async (see) => {
    for (const file of files) await see(file.webkitRelativePath, async () => file);
  });
}

/** Looks at a file by its path, or at a folder that is not walked; `open` gives it, and is called for models alone. */
type See = (path: string, open: () => Promise<File>, isFolder?: boolean) => Promise<void>;

async function takeFolders(look: (see: See) => Promise<void>): Promise<void> {
  const found: FoundFile[] = [];
  const others = new Map(leftOut.value.map((one) => [one.path, one]));
  const leave = (path: string, reason: LeftOut['reason']) => others.set(path, { path, reason });
  lookingInto.value = 0;
  try {
    const { 'x-source-extensions': extensions = [] } = await callJson<Description>('openapi.json');
    await look(async (path, open, isFolder = false) => {
      const reason = isFolder ? undefined : reasonFor(path, extensions);
      if (reason !== undefined) return void leave(path, reason);
      try {
        const file = await open();
        if (file.size === 0) return void leave(path, 'empty');
        found.push({ file, place: path });
        lookingInto.value = found.length;
      } catch (error) {
        // A folder, or a file, that the browser may not read, or that has gone.
        if (!(error instanceof DOMException)) throw error;
        leave(path, 'unreadable');
      }
    });
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    tell(reasonOf(error), true);
    return;
  } finally {
    lookingInto.value = undefined;
  }
  takeFiles(found.sort((a, b) => (a.place < b.place ? -1 : 1)));
  leftOut.value = [...others.values()];
}

/** Why what lies in a folder is no model, by its path. */
export function reasonFor(path: string, extensions: readonly string[]): LeftOut['reason'] | undefined {
  const names = path.split('/');
  if (names.some((name) => name.startsWith('.'))) return 'hidden';
  const [, extension = ''] = /.\.([^.]*)$/.exec(names.at(-1) ?? '') ?? [];
  return extensions.includes(extension.toLowerCase()) ? undefined : 'extension';
}

/** All files below folders. */
async function walk(folders: FileSystemEntry[], see: See): Promise<void> {
  const left = [...folders];
  for (let entry = left.pop(); entry !== undefined; entry = left.pop()) {
    const one = entry;
    const path = one.fullPath.replace(/^\//, '');
    if (isFolder(one) && !one.name.startsWith('.')) {
      const inside = await entriesOf(one).catch((error: unknown) => error);
      if (Array.isArray(inside))
        left.push(...(inside as FileSystemEntry[])); // as: what is answered without an error
      else await see(`${path}/`, () => Promise.reject(inside), true);
    } else {
      await see(path, () => new Promise((resolve, reject) => (one as FileSystemFileEntry).file(resolve, reject))); // as: no folder
    }
  }
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** A browser tells a hundred at a time, and nothing at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
