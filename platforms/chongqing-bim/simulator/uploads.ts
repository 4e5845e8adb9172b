import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Counters } from '../../../lib/simulation/counters.ts';
import { createMd5Thread } from '../../../lib/simulation/md5-thread.ts';
import type { Store } from '../../../lib/simulation/store.ts';
import { Refusal } from './answers.ts';
import { type Assembly, checkAgainstPlan, createAssembly, discardAssembly } from './assembly.ts';
import { asOnDisk } from './bytes-on-disk.ts';
import { type ChunkForm, chunkSizeOf } from './chunk-form.ts';
import { type ChunkSource, checkLength, countBytes } from './chunk-writer.ts';
import type { FileRecord, Files } from './files.ts';
import type { LossSwitches } from './loss-switches.ts';
import { createMerges } from './merges.ts';
import type { Behaviour } from './options.ts';
import { createUploadLedger } from './upload-ledger.ts';
import { recoverUploads } from './upload-recovery.ts';
import { describeAssembly, describeStatus, type PartialUpload, type UploadStatus } from './upload-status.ts';

/** A chunk whose bytes are in their place while the rest of its request is looked at. */
export interface ReceivedChunk {
  /** The request is good: the chunk is there. */
  keep(): Promise<void>;
  /** To be called at the end in any case. */
  release(): Promise<void>;
}

/** The platform's uploads: chunks to their places, merge, status. */
export interface Uploads {
  status(hash: string): UploadStatus;
  /** Makes a merged file that waits for it available; gives the status. */
  synchronize(hash: string): UploadStatus;
  /** Takes a chunk's bytes to their place. Whether the chunk counts is decided by what is called on the answer. */
  receive(form: ChunkForm, source: ChunkSource): Promise<ReceivedChunk>;
  /** Merges when nothing is missing; gives the record, or undefined while there is none yet. */
  merge(form: ChunkForm): Promise<FileRecord | undefined>;
  /** What the answer to a chunk holds: a platform that merges by itself does so when nothing is missing. */
  settle(form: ChunkForm): Promise<FileRecord | undefined>;
  list(): PartialUpload[];
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** What the uploads need. */
export interface UploadsOptions {
  store: Store;
  files: Files;
  counters: Counters;
  losses: LossSwitches;
  behaviour: Behaviour;
}

/** Takes up the uploads that the store holds. */
export function createUploads({ store, files, counters, losses, behaviour }: UploadsOptions): Uploads {
  const folder = join(behaviour.dataDir, 'uploads');
  const wholeFiles = join(behaviour.dataDir, 'files');
  mkdirSync(folder, { recursive: true });
  mkdirSync(wholeFiles, { recursive: true });
  const md5 = behaviour.discard ? undefined : createMd5Thread();
  const ledger = createUploadLedger(store);
  const assemblies = new Map<string, Assembly>();
  const { needsSynchronous } = behaviour;
  const merges = createMerges({ files, md5, folder: wholeFiles, needsSynchronous, forget });

  for (const { plan, received } of recoverUploads({
    ledger,
    files,
    folder,
    wholeFiles,
    keepsBytes: !behaviour.discard,
  })) {
    const assembly = createAssembly({ plan, path: join(folder, plan.part), received, md5 });
    assemblies.set(plan.hash, assembly);
    if (plan.merge !== undefined) void merges.start(assembly);
  }

  function forget({ plan }: Assembly): void {
    assemblies.delete(plan.hash);
    ledger.forget(plan);
  }

  function assemblyFor(form: ChunkForm): Assembly {
    const known = assemblies.get(form.hash);
    if (known !== undefined) {
      checkAgainstPlan(known.plan, form);
      return known;
    }
    const { hash, fileSize, totalChunks } = form;
    const part = `${hash}.${randomUUID()}`;
    const plan = { hash, fileSize, totalChunks, chunkSize: chunkSizeOf(form), part };
    const made = createAssembly({ plan, path: join(folder, part), received: [], md5 });
    assemblies.set(hash, made);
    return made;
  }

  /** An upload whose first chunk never became whole leaves no trace, so that another way of cutting may follow. */
  async function leave(assembly: Assembly): Promise<void> {
    assembly.active -= 1;
    const isAbandoned = assembly.active === 0 && assembly.received.size === 0;
    if (!isAbandoned || assemblies.get(assembly.plan.hash) !== assembly) return;
    assemblies.delete(assembly.plan.hash);
    await discardAssembly(assembly);
  }

  function recordOf(hash: string): FileRecord | undefined {
    const file = files.get(hash);
    return file?.isSynchronized === true ? file.record : undefined;
  }

  async function merge(form: ChunkForm): Promise<FileRecord | undefined> {
    const { hash, fileName, extension, tags } = form;
    if (files.get(hash) !== undefined) return recordOf(hash);
    const assembly = assemblies.get(hash);
    if (assembly === undefined) throw new Refusal('没有找到已上传的切片，无法合并');
    checkAgainstPlan(assembly.plan, form);
    const missing = assembly.plan.totalChunks - assembly.received.size;
    if (missing > 0) throw new Refusal(`切片未全部上传，无法合并：缺少${missing}个切片`);
    if (assembly.plan.merge === undefined) {
      const dueAt = Date.now() + behaviour.mergeDelayMs;
      assembly.plan = { ...assembly.plan, merge: { fileName, extension, tags, dueAt } };
      ledger.setPlan(assembly.plan);
    }
    const merging = merges.start(assembly);
    if (behaviour.mergeDelayMs === 0) await merging;
    return recordOf(hash);
  }

  /** The switch that loses an upload is for the call that asks for the merge: an automatic merge has no caller. */
  async function mergeUnlessLost(form: ChunkForm): Promise<FileRecord | undefined> {
    const assembly = assemblies.get(form.hash);
    if (assembly !== undefined && assembly.plan.merge === undefined && losses.takes('upload')) {
      forget(assembly);
      await discardAssembly(assembly);
    }
    return await merge(form);
  }

  const status = (hash: string) => describeStatus(hash, asOnDisk(files, hash, wholeFiles), assemblies.get(hash));

  return {
    status,
    synchronize(hash) {
      files.synchronize(hash);
      return status(hash);
    },
    async receive(form, source) {
      const { hash, chunkNumber, currentChunkSize } = form;
      const file = files.get(hash);
      if (file !== undefined) {
        if (file.record.size !== form.fileSize) throw new Refusal('文件大小与已上传的文件不一致');
        checkLength(form, await countBytes(source));
        return {
          keep: async () => counters.recordChunk(hash, currentChunkSize, true),
          release: async () => undefined,
        };
      }
      const assembly = assemblyFor(form);
      assembly.active += 1;
      try {
        await assembly.write(form, source);
      } catch (error) {
        await leave(assembly);
        throw error;
      }
      return {
        async keep() {
          // Another request may have brought the chunk meanwhile, and the file may even be merged with it.
          const isNew = assemblies.get(hash) === assembly && !assembly.received.has(chunkNumber);
          counters.recordChunk(hash, currentChunkSize, !isNew);
          if (!isNew || losses.takes('chunk')) return;
          ledger.addChunk(assembly.plan, chunkNumber, currentChunkSize);
          await assembly.settle(chunkNumber);
        },
        release: () => leave(assembly),
      };
    },
    merge: mergeUnlessLost,
    async settle(form) {
      const assembly = assemblies.get(form.hash);
      if (assembly === undefined) return recordOf(form.hash);
      const isWhole = assembly.received.size === assembly.plan.totalChunks;
      return behaviour.autoMerge && isWhole ? await merge(form) : undefined;
    },
    list: () => [...assemblies.values()].map(describeAssembly),
    async clear() {
      const all = [...assemblies.values()];
      assemblies.clear();
      for (const assembly of all) await discardAssembly(assembly);
    },
    async close() {
      merges.close();
      for (const assembly of assemblies.values()) await assembly.close();
      await md5?.close();
    },
  };
}
