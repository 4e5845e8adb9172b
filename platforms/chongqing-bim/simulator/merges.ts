import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Md5Thread } from '../../../lib/simulation/md5-thread.ts';
import { Refusal } from './answers.ts';
import { type Assembly, discardAssembly } from './assembly.ts';
import type { Files } from './files.ts';

/** Puts whole assemblies into the list of files. */
export interface Merges {
  /**
   * Merges when the assembly's plan says that it is due; a second call joins the first. Rejects with a Refusal when the
   * bytes are not those of the hash: the upload is discarded then.
   */
  start(assembly: Assembly): Promise<void>;
  /** Lets merges that wait for their time wait for ever. */
  close(): void;
}

/** What merges need. */
export interface MergesOptions {
  files: Files;
  /** Undefined where bytes are counted only. */
  md5: Md5Thread | undefined;
  /** Folder of whole files. */
  folder: string;
  needsSynchronous: boolean;
  /** Removes an upload from what the platform knows. */
  forget(assembly: Assembly): void;
}

/** Makes the merges of one platform. */
export function createMerges({ files, md5, folder, needsSynchronous, forget }: MergesOptions): Merges {
  const timers = new Set<NodeJS.Timeout>();

  function wait(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.add(timer);
    });
  }

  async function run(assembly: Assembly): Promise<void> {
    const { hash, fileSize, merge } = assembly.plan;
    if (merge === undefined) throw new Error('No merge was asked for');
    await wait(merge.dueAt - Date.now());
    const digest = md5 === undefined ? null : await md5.finish(assembly.path, fileSize);
    if (digest !== null && digest !== hash) {
      forget(assembly);
      await discardAssembly(assembly);
      throw new Refusal(`文件合并失败：MD5校验不一致（${digest}）`);
    }
    await assembly.close();
    if (md5 !== undefined) await rename(assembly.path, join(folder, hash));
    const { fileName, extension, tags } = merge;
    files.add({ hash, name: fileName, extension, size: fileSize, tags }, digest, !needsSynchronous);
    forget(assembly);
  }

  return {
    start(assembly) {
      if (assembly.merging === undefined) {
        const merging = run(assembly);
        assembly.merging = merging;
        // A merge that outlives its call has no caller: its outcome shows in the status. The next call tries again.
        merging.catch(() => {
          assembly.merging = undefined;
        });
      }
      return assembly.merging;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
