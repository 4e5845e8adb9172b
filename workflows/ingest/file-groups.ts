import { GROUP_MAX_BYTES, GROUP_MAX_FILES } from '../../contracts/policies.ts';
import { isUrl } from '../../contracts/source-path.ts';
import type { RunFile } from './ingest-run.ts';

/**
 * Files of one machine together, in their order; files that any worker can read are groups of their own, those of servers
 * apart from those of shared disks.
 */
export function groupByHost<Entry extends RunFile>(files: readonly Entry[]): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of files) {
    // A host is no URL.
    const host = entry.file.host ?? (isUrl(entry.file.source) ? 'http://' : '');
    const group = groups.get(host);
    if (group === undefined) groups.set(host, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

/** Groups bounded by count and by bytes; a file larger than the bound is a group of its own. */
export function groupBySize<Entry extends RunFile>(files: readonly Entry[]): Entry[][] {
  const groups: Entry[][] = [];
  let group: Entry[] = [];
  let bytes = 0;
  for (const entry of files) {
    const { size } = entry.file;
    if (group.length > 0 && (group.length >= GROUP_MAX_FILES || bytes + size > GROUP_MAX_BYTES)) {
      groups.push(group);
      group = [];
      bytes = 0;
    }
    group.push(entry);
    bytes += size;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

/** Consecutive parts of at most `length` entries. */
export function slices<Entry>(entries: readonly Entry[], length: number): Entry[][] {
  const parts: Entry[][] = [];
  for (let start = 0; start < entries.length; start += length) parts.push(entries.slice(start, start + length));
  return parts;
}
