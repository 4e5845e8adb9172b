import type { Random } from './random.ts';
import { drawSize, NAMES, type PLATFORMS, type SourceChange } from './workload.ts';

/** What can happen to a file of a sync: `add` lets it be there (again), `rename` gives its name another Unicode form. */
export type SyncFileDeed = SourceChange | 'add' | 'rename';

/** A file that a sync finds, or will find. */
export interface PlannedSyncFile {
  /** Relative to the sync's source. Its last segment is unique in its round; the platform knows it by this name. */
  path: string;
  size: number;
  /** It is there when the sync is created. */
  isThere: boolean;
}

/** A recurring sync to be created. */
export interface PlannedSync {
  id: string;
  platform: keyof typeof PLATFORMS;
  projectCode: string;
  /** A bucket is a folder on machines without a service of S3. */
  place: 'folder' | 'bucket';
  files: PlannedSyncFile[];
  /** What happens between two runs: before each run but the first. */
  steps: { file: number; how: SyncFileDeed }[][];
}

const FOLDERS = ['', 'a b/', '塔/', 'église/a+b%/'] as const;
const EXTENSIONS = ['.rvt', '.ifc', '.RVT'] as const;
/** So long that a few dozen paths below it fill the request of an ingestion: a run delivers by several. */
const DEEP_FOLDER = `${'deep'.repeat(60)}/`.repeat(13);

/** How often each happens. */
const DEEDS: Record<SyncFileDeed, number> = {
  replace: 2,
  overwrite: 3,
  append: 2,
  truncate: 1,
  touch: 2,
  remove: 2,
  add: 5,
  rename: 1,
};

/** Draws the syncs of a round: none, or one. */
export function drawSyncs(random: Random, seed: number): PlannedSync[] {
  if (!random.chance(0.45)) return [];
  const place = random.chance(0.6) ? 'folder' : 'bucket';
  const isDeep = place === 'folder' && random.chance(0.2);
  const count = isDeep ? random.int(45, 70) : random.int(2, 8);
  const files = Array.from({ length: count }, (_, index): PlannedSyncFile => {
    const folder = isDeep ? DEEP_FOLDER : random.pick(FOLDERS);
    return {
      path: `${folder}${random.pick(NAMES)}-s${index}${random.pick(EXTENSIONS)}`,
      size: isDeep ? random.int(3, 3_000) : drawSize(random) + 2,
      isThere: index === 0 || random.chance(0.7),
    };
  });
  const steps = Array.from({ length: random.int(0, 2) }, () =>
    Array.from({ length: random.int(0, 5) }, () => drawSyncFileDeed(random, files.length)),
  );
  return [
    {
      id: `torture-sync-${seed}`,
      platform: isDeep || random.chance(0.7) ? 'cq' : 'cq-pairs',
      projectCode: `TS-${seed}`,
      place,
      files,
      steps,
    },
  ];
}

/** Draws what happens to which of so many files. The first one is never away: an empty source says nothing. */
export function drawSyncFileDeed(random: Random, files: number): { file: number; how: SyncFileDeed } {
  const file = random.int(0, files - 1);
  return { file, how: random.weighted(file === 0 ? { ...DEEDS, remove: 0 } : DEEDS) };
}

/** The name by which the platform knows a file. */
export function nameOf({ path }: Pick<PlannedSyncFile, 'path'>): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
