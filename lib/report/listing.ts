import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, toSourceError } from '../sources/source-error.ts';

/** A file of a folder that is compared with a paper. */
export interface FoundFile {
  /** Below the folder, with `/`. */
  path: string;
  /** Bytes. */
  size: number;
}

/** What lies below a folder. */
export interface FolderListing {
  files: FoundFile[];
  /** Links to folders: what is behind them was not looked at. */
  links: string[];
}

/** What systems leave in folders by themselves. */
const SYSTEM_FILES = new Set(['thumbs.db', 'desktop.ini']);

/** All files below a folder, sorted, without what is hidden. Error: that of a folder that cannot be read. */
export async function listFolder(folder: string): Promise<FolderListing> {
  const listing: FolderListing = { files: [], links: [] };
  const folders = [''];
  for (const below of folders) {
    for (const entry of await entriesOf(join(folder, below))) {
      const { name } = entry;
      if (name.startsWith('.') || SYSTEM_FILES.has(name.toLowerCase())) continue;
      const path = below === '' ? name : `${below}/${name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) await add(listing, folder, path);
    }
  }
  listing.files.sort(({ path: a }, { path: b }) => (a < b ? -1 : 1));
  return listing;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw toSourceError(folder, error);
  }
}

async function add({ files, links }: FolderListing, folder: string, path: string): Promise<void> {
  try {
    const stats = await stat(join(folder, path));
    if (stats.isDirectory()) links.push(path);
    else if (stats.isFile()) files.push({ path, size: stats.size });
  } catch (error) {
    // A link that leads nowhere is no file.
    if (!hasCode(error, 'ENOENT', 'ELOOP')) throw toSourceError(path, error);
  }
}
