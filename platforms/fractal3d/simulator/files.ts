import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Counters } from '../../../lib/simulation/counters.ts';
import type { Store } from '../../../lib/simulation/store.ts';
import type { Behaviour } from './options.ts';
import { Refusal } from './refusal.ts';

const storedFile = z.object({
  id: z.string(),
  name: z.string(),
  size: z.number(),
  md5: z.string(),
  retentionDays: z.number(),
  /** When it is gone; absent: never. */
  expiresAt: z.number().optional(),
});
/** A file of the platform. */
export type StoredFile = z.infer<typeof storedFile>;

/** The platform's files. */
export interface Files {
  /** Takes the bytes of a file. Throws a {@link Refusal} when they are not as many as was said. */
  add(file: Pick<StoredFile, 'name' | 'size' | 'retentionDays'>, body: AsyncIterable<Buffer>): Promise<StoredFile>;
  /** Throws a {@link Refusal} for one that is not there, or no more. */
  get(id: string): StoredFile;
  list(): StoredFile[];
  remove(id: string): boolean;
  change(id: string, change: Partial<Pick<StoredFile, 'name' | 'size' | 'md5'>>): boolean;
  /** The bytes of a file; undefined where they are not kept. */
  read(id: string): NodeJS.ReadableStream | undefined;
  clear(): Promise<void>;
}

const DAY_MS = 24 * 3_600_000;

/** Opens the files below `dataDir`. */
export async function openFiles(store: Store, counters: Counters, { dataDir, discard }: Behaviour): Promise<Files> {
  const folder = join(dataDir, 'files');
  await mkdir(folder, { recursive: true });
  const files = store.collection('files', (value) => storedFile.parse(value));

  return {
    async add({ name, size, retentionDays }, body) {
      const id = randomUUID();
      const hash = createHash('md5');
      let bytes = 0;
      const counted = async function* () {
        for await (const piece of body) {
          hash.update(piece);
          bytes += piece.length;
          yield piece;
        }
      };
      try {
        if (discard) for await (const _ of counted());
        else await pipeline(counted, createWriteStream(join(folder, id)));
      } catch {
        await rm(join(folder, id), { force: true });
        throw new Refusal('InvalidParameter', 'invalid parameter: the body was cut');
      }
      counters.recordChunk(id, bytes, false);
      if (bytes !== size) {
        await rm(join(folder, id), { force: true });
        throw new Refusal(
          'InvalidParameter',
          `invalid parameter: file_size is ${size}, and the body has ${bytes} bytes`,
        );
      }
      const file: StoredFile = { id, name, size, md5: hash.digest('hex'), retentionDays };
      if (retentionDays > 0) file.expiresAt = Date.now() + retentionDays * DAY_MS;
      files.set(id, file);
      return file;
    },
    get(id) {
      const file = files.get(id);
      if (file === undefined || (file.expiresAt ?? Number.POSITIVE_INFINITY) <= Date.now()) {
        throw new Refusal('NotFound', 'file not found');
      }
      return file;
    },
    list: () => [...files.values()],
    remove(id) {
      const isThere = files.has(id);
      files.delete(id);
      return isThere;
    },
    change(id, change) {
      const file = files.get(id);
      if (file === undefined) return false;
      files.set(id, { ...file, ...change });
      return true;
    },
    read: (id) => (discard ? undefined : createReadStream(join(folder, id))),
    async clear() {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
    },
  };
}
