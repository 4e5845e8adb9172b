import { hash } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import { CONTENT_QUERY, FORGET_SIGNAL, rangeWorkflowId, SYNC_RANGE_WORKFLOW } from '../../contracts/sync/memory.ts';
import type { Deletion } from '../../contracts/sync/plan.ts';
import type { MemoryStoreOptions } from './memory-store.ts';
import { SYNC_ATTRIBUTE } from './sync-attribute.ts';

/** What a person allowed to be removed. */
export interface Approvals {
  /** Keeps files in Temporal; answers where. */
  write(files: readonly Deletion[]): Promise<string[]>;
  /** Reads what was kept. Error: that of a register that is not there. */
  read(parts: readonly string[]): Promise<(file: Deletion) => boolean>;
  forget(parts: readonly string[]): Promise<void>;
}

/** Of each file this much is kept: enough that no two of a million are taken for each other. */
const KEY_BYTES = 8;
/** Files in one register: 160 KB. */
const MAX_FILES = 20_000;

/** Registers beside the memory of a sync: open workflows, as those that keep ranges. */
export function createApprovals({ client, taskQueue, sync, call }: MemoryStoreOptions): Approvals {
  const handleOf = (part: string) => client.workflow.getHandle(rangeWorkflowId(sync, part));
  return {
    async write(files) {
      const parts: string[] = [];
      for (let from = 0; from < files.length; from += MAX_FILES) {
        const bytes = Buffer.concat(files.slice(from, from + MAX_FILES).map(keyOf));
        const tag = hash('sha256', bytes, 'hex').slice(0, 32);
        const part = `approval-${tag}`;
        await call(() =>
          client.workflow.start(SYNC_RANGE_WORKFLOW, {
            workflowId: rangeWorkflowId(sync, part),
            taskQueue,
            args: [{ tag }, bytes],
            workflowIdConflictPolicy: 'USE_EXISTING',
            workflowIdReusePolicy: 'ALLOW_DUPLICATE',
            typedSearchAttributes: [{ key: SYNC_ATTRIBUTE, value: sync }],
            staticSummary: `what a run of the sync ${sync} may remove`,
          }),
        );
        parts.push(part);
      }
      return parts;
    },
    async read(parts) {
      const keys = new Set<bigint>();
      for (const part of parts) {
        const read = await call(() => handleOf(part).query<Uint8Array>(CONTENT_QUERY));
        const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
        for (let at = 0; at + KEY_BYTES <= bytes.length; at += KEY_BYTES) keys.add(bytes.readBigUInt64LE(at));
      }
      return (file) => keys.has(keyOf(file).readBigUInt64LE(0));
    },
    async forget(parts) {
      for (const part of parts) {
        await call(() => handleOf(part).signal(FORGET_SIGNAL)).catch((error: unknown) => {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        });
      }
    },
  };
}

function keyOf({ path, id }: Deletion): Buffer {
  return hash('sha256', `${path}\0${id}`, 'buffer').subarray(0, KEY_BYTES);
}
