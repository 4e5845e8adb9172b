import { pseudoRandomBytes } from '../support/model-files.ts';
import type { Random } from './random.ts';

/** Bytes per chunk in the campaign's configuration. */
export const CHUNK_BYTES = 64 * 1024;

/** Platforms of the campaign's configuration: one simulator, with one task for all models, and one for two each. */
export const PLATFORMS = ['cq', 'cq-pairs'] as const;

/** A file to be made. */
export interface PlannedFile {
  /** Unique in its round. */
  name: string;
  size: number;
  /** Files with the same number and size have the same bytes. */
  content: number;
}

/** An ingestion to be started. */
export interface PlannedIngestion {
  id: string;
  platform: (typeof PLATFORMS)[number];
  projectCode: string;
  onModelError: 'continue' | 'fail';
  files: PlannedFile[];
}

const NAMES = ['tower', '江北桥', '模型 A', 'église', '🏗️ site', 'a+b&c=d%', 'x'] as const;
const EXTENSIONS = ['.rvt', '.ifc', '.RVT', '.tar.gz', ''] as const;

/** Draws one to three ingestions of a few small files; some contents come more than once. */
export function drawIngestions(random: Random, seed: number): PlannedIngestion[] {
  const drawn: PlannedFile[] = [];
  return Array.from({ length: random.int(1, 3) }, (_, position) => ({
    id: `torture-${seed}-${position}`,
    platform: random.chance(0.7) ? 'cq' : 'cq-pairs',
    projectCode: `T-${seed}-${position}`,
    onModelError: random.chance(0.85) ? 'continue' : 'fail',
    files: Array.from({ length: random.int(1, 4) }, () => {
      const file = drawFile(random, seed, drawn);
      drawn.push(file);
      return file;
    }),
  }));
}

function drawFile(random: Random, seed: number, earlier: readonly PlannedFile[]): PlannedFile {
  const name = `${random.pick(NAMES)}-${earlier.length}${random.pick(EXTENSIONS)}`;
  const model = earlier[random.int(0, Math.max(0, earlier.length - 1))];
  if (model !== undefined && random.chance(0.2)) return { ...model, name };
  return { name, size: drawSize(random), content: seed * 64 + earlier.length };
}

/** From one byte to half a dozen chunks, whole ones and one byte more or less among them. */
function drawSize(random: Random): number {
  if (random.chance(0.15)) return random.int(1, 1_000);
  const chunks = random.int(1, 6);
  return chunks * CHUNK_BYTES + random.pick([-1, 0, 1, random.int(2, CHUNK_BYTES - 1)]);
}

/** The bytes of a content. */
export function bytesOf({ content, size }: { content: number; size: number }): Buffer {
  // Even and odd neighbours would start the generator alike.
  return pseudoRandomBytes(size, (content * 2 + 1) | 0);
}
