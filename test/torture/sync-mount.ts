import { mkdir, rename } from 'node:fs/promises';
import type { Rig } from './rig.ts';
import type { RoundSync } from './round-sync.ts';

/** Takes the source of a sync away, as a disk that is not mounted or a listing that succeeds and is empty; its path stays. */
export async function unmount({ sources }: Pick<Rig, 'sources'>, sync: RoundSync): Promise<void> {
  if (sync.isAway) return;
  sync.isAway = true;
  for (const file of sync.files) file.isDisturbed = true;
  const { source, host } = sync.declaration;
  if (host === undefined) sources.hasEmptyListings = true;
  else {
    await rename(source, awayOf(source));
    await mkdir(source);
  }
}

/** Puts it back; answers whether it was away. */
export async function remount({ sources }: Pick<Rig, 'sources'>, sync: RoundSync): Promise<boolean> {
  if (!sync.isAway) return false;
  sync.isAway = false;
  const { source, host } = sync.declaration;
  if (host === undefined) sources.hasEmptyListings = false;
  else await rename(awayOf(source), source);
  return true;
}

function awayOf(source: string): string {
  return `${source}.away`;
}
