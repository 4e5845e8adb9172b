import { type FileHandle, open, rm } from 'node:fs/promises';
import { z } from 'zod';
import type { Md5Thread } from '../../../lib/simulation/md5-thread.ts';
import { Refusal } from './answers.ts';
import { type ChunkForm, chunkSizeOf, MERGE } from './chunk-form.ts';
import { type ChunkSource, checkLength, writeChunk } from './chunk-writer.ts';

/** What is fixed about a partial upload, as it stands in the store. */
export const uploadPlan = z.object({
  hash: z.string(),
  fileSize: z.number(),
  totalChunks: z.number(),
  chunkSize: z.number(),
  /** Name of the file below the folder of uploads. */
  part: z.string(),
  /** Set once the merge was asked for: name and tags of the record, and when the merge is due (epoch milliseconds). */
  merge: z
    .object({ fileName: z.string(), extension: z.string(), tags: z.array(z.string()), dueAt: z.number() })
    .optional(),
});
/** See {@link uploadPlan}. */
export type UploadPlan = z.infer<typeof uploadPlan>;

/** A file that is being put together from its chunks. */
export interface Assembly {
  plan: UploadPlan;
  readonly path: string;
  /** Numbers of the chunks that are whole on disk. */
  readonly received: Set<number>;
  /** Requests that are bringing bytes at this moment. */
  active: number;
  /** The merge that is under way. */
  merging: Promise<void> | undefined;
  /** Writes a chunk's bytes to their place. Throws a Refusal when there are more or fewer than its form says. */
  write(form: ChunkForm, source: ChunkSource): Promise<void>;
  /** Counts a chunk as there, at once; resolves when no other request writes to it any more. */
  settle(number: number): Promise<void>;
  close(): Promise<void>;
}

/** What an assembly needs from its surroundings. */
export interface AssemblyOptions {
  plan: UploadPlan;
  path: string;
  received: Iterable<number>;
  /** Undefined where bytes are counted only. */
  md5: Md5Thread | undefined;
}

/** Takes up an upload at the chunks that are there; its file is opened at the first write. */
export function createAssembly({ plan, path, received: there, md5 }: AssemblyOptions): Assembly {
  const received = new Set(there);
  const writes = new Map<number, Set<Promise<void>>>();
  let handle: Promise<FileHandle> | undefined;
  let contiguous = 0;

  function openFile(): Promise<FileHandle> | undefined {
    if (md5 === undefined) return undefined;
    // Read and write, made when missing, never cut: the chunks of an earlier process are in it.
    handle ??= open(path, 'a').then(async (made) => {
      await made.close();
      return await open(path, 'r+');
    });
    return handle;
  }

  function track(number: number, write: Promise<void>): void {
    const ongoing = writes.get(number) ?? new Set();
    writes.set(number, ongoing.add(write));
    const done = () => ongoing.delete(write);
    write.then(done, done);
  }

  function hashAhead(): void {
    const before = contiguous;
    while (received.has(contiguous + 1)) contiguous += 1;
    if (contiguous > before) md5?.advance(path, Math.min(contiguous * plan.chunkSize, plan.fileSize));
  }

  const assembly: Assembly = {
    plan,
    path,
    received,
    active: 0,
    merging: undefined,
    async write(form, source) {
      const number = form.chunkNumber;
      const bytes = await writeChunk(source, {
        // A chunk that is there needs no file, and must not bring back one that a merge has moved away.
        file: received.has(number) ? undefined : await openFile(),
        position: (number - 1) * plan.chunkSize,
        size: form.currentChunkSize,
        isSettled: () => received.has(number),
        onWrite: (write) => track(number, write),
      });
      checkLength(form, bytes);
    },
    async settle(number) {
      received.add(number);
      // From here on no new request writes to this chunk; writes under way must end before its bytes are hashed.
      await Promise.allSettled([...(writes.get(number) ?? [])]);
      writes.delete(number);
      hashAhead();
    },
    async close() {
      md5?.drop(path);
      const open = handle;
      handle = undefined;
      await (await open)?.close();
    },
  };
  return assembly;
}

/** Throws a {@link Refusal} when a request belongs to another way of cutting the same file. */
export function checkAgainstPlan(plan: UploadPlan, form: ChunkForm): void {
  if (form.fileSize !== plan.fileSize) throw new Refusal('文件大小与已上传的切片不一致');
  const isSameCut =
    form.totalChunks === plan.totalChunks && (form.chunkNumber === MERGE || chunkSizeOf(form) === plan.chunkSize);
  if (!isSameCut) throw new Refusal('切片大小与已上传的切片不一致');
}

/** Closes an assembly and deletes its bytes. */
export async function discardAssembly(assembly: Assembly): Promise<void> {
  await assembly.close();
  await rm(assembly.path, { force: true });
}
