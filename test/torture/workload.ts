import { longTags, pseudoRandomBytes } from '../support/model-files.ts';
import type { Random } from './random.ts';

/** Bytes per chunk in the campaign's configuration. */
export const CHUNK_BYTES = 64 * 1024;

/** Platforms of the campaign's configuration: one simulator, with so many models for each task. */
export const PLATFORMS = { cq: 1_000, 'cq-pairs': 2 } as const;

/**
 * Where a source lies: on the disk; on a server that holds its version (`held`), that has a weak one (`weak`), or that has none and
 * tells no length (`unranged`); in a bucket of S3.
 */
export const PLACES = ['disk', 'held', 'weak', 'unranged', 's3'] as const;
/** See {@link PLACES}. */
export type Place = (typeof PLACES)[number];

/** What can be done to a source file; `append` and `truncate` change its size in place. */
export type SourceChange = 'replace' | 'overwrite' | 'append' | 'truncate' | 'touch' | 'remove';

/** A file to be made. */
export interface PlannedFile {
  /** Unique in its round; the platform knows it by this name. */
  name: string;
  /** Its name on the disk, where that is another. */
  sourceName?: string;
  size: number;
  /** Files with the same number and size have the same bytes. */
  content: number;
  tags: string[];
  /** Default: on the disk. */
  place?: Place;
}

/**
 * The project of an ingestion: made by it (`new`), there before (`given`, by its id), or one whose code belongs to somebody
 * else already (`taken`), so that the ingestion has to fail.
 */
export type PlannedProject = 'new' | 'given' | 'taken';

/** An ingestion to be started. */
export interface PlannedIngestion {
  id: string;
  platform: keyof typeof PLATFORMS;
  project: PlannedProject;
  projectCode: string;
  groupName?: string;
  onModelError: 'continue' | 'fail';
  /** Options of the request. */
  limits: { concurrency?: number; bwlimit?: string };
  /** Every file gets tags so long that no run carries more than two of them: the ingestion is worked in slices. */
  isSliced?: boolean;
  files: PlannedFile[];
}

/** Beginnings of names. */
export const NAMES = ['tower', '江北桥', '模型 A', 'église', '🏗️ site', 'a+b&c=d%', 'x'] as const;
const EXTENSIONS = ['.rvt', '.ifc', '.RVT', '.tar.gz', '.模型'] as const;
const TAGS = ['110101', 'ARCHIVAL_PHASE', '结构', 'a "b"'] as const;

/** So long that no run carries more than two files with them. */
const LONG_TAGS = longTags(100 * 1024);

/** Draws one to three ingestions of a few small files, or one of very many tiny ones; some contents come more than once. */
export function drawIngestions(random: Random, seed: number): PlannedIngestion[] {
  const drawn: PlannedFile[] = [];
  const isCrowd = random.chance(0.12);
  return Array.from({ length: isCrowd ? random.int(1, 2) : random.int(1, 3) }, (_, position) => {
    // More than one group has room for, so that several are hashed and sent at a time.
    const count = isCrowd && position === 0 ? random.int(60, 120) : random.int(1, 4);
    const isRemote = random.chance(0.45);
    return {
      id: `torture-${seed}-${position}`,
      // Half a hundred tasks would be another kind of round.
      platform: count > 4 || random.chance(0.7) ? 'cq' : 'cq-pairs',
      project: random.weighted({ new: 10, given: 2, taken: 0.7 }),
      projectCode: `T-${seed}-${position}`,
      ...(random.chance(0.3) ? { groupName: `组 ${position}` } : {}),
      onModelError: random.chance(0.85) ? 'continue' : 'fail',
      limits: {
        ...(random.chance(0.15) ? { concurrency: random.int(1, 2) } : {}),
        ...(random.chance(0.1) ? { bwlimit: '1M' } : {}),
      },
      ...(count > 1 && count <= 4 && random.chance(0.35) ? { isSliced: true } : {}),
      files: Array.from({ length: count }, () => {
        const file = drawFile(random, { seed, earlier: drawn, isTiny: count > 4, isRemote });
        drawn.push(file);
        return file;
      }),
    };
  });
}

function drawFile(
  random: Random,
  context: { seed: number; earlier: readonly PlannedFile[]; isTiny: boolean; isRemote: boolean },
): PlannedFile {
  const { seed, earlier, isTiny, isRemote } = context;
  const name = `${random.pick(NAMES)}-${earlier.length}${random.pick(EXTENSIONS)}`;
  const own = {
    name,
    ...(random.chance(0.2) ? { sourceName: `source-${earlier.length}.bin` } : {}),
    tags: random.chance(0.4) ? TAGS.slice(0, random.int(1, TAGS.length)) : [],
    ...(isRemote ? { place: random.weighted({ disk: 1, held: 3, weak: 1.5, unranged: 1, s3: 3 }) } : {}),
  };
  const model = earlier[random.int(0, Math.max(0, earlier.length - 1))];
  if (model !== undefined && random.chance(isTiny ? 0.05 : 0.2))
    return { size: model.size, content: model.content, ...own };
  return { size: isTiny ? random.int(1, 8_000) : drawSize(random), content: seed * 256 + earlier.length, ...own };
}

/** From one byte to half a dozen chunks, whole ones and one byte more or less among them. */
export function drawSize(random: Random): number {
  if (random.chance(0.15)) return random.int(1, 1_000);
  const chunks = random.int(1, 6);
  return chunks * CHUNK_BYTES + random.pick([-1, 0, 1, random.int(2, CHUNK_BYTES - 1)]);
}

/** True for a file that does not lie on the disk. */
export function isRemote({ place = 'disk' }: PlannedFile): boolean {
  return place !== 'disk';
}

/** The tags of a file as they are asked for. */
export function tagsOf({ isSliced }: PlannedIngestion, { tags }: PlannedFile): string[] {
  return isSliced ? [...tags, ...LONG_TAGS] : tags;
}

/** The bytes of a content. */
export function bytesOf({ content, size }: { content: number; size: number }): Buffer {
  // Even and odd neighbours would start the generator alike.
  return pseudoRandomBytes(size, (content * 2 + 1) | 0);
}
