import type { Client } from '@temporalio/client';
import type { SyncInput } from '../../contracts/sync/declaration.ts';
import type { Hasher } from '../../lib/hashing/hasher.ts';
import type { Sources } from '../../lib/sources/source.ts';
import { type Approvals, createApprovals } from '../../lib/sync/approvals.ts';
import type { Listing } from '../../lib/sync/listing.ts';
import { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from '../../lib/sync/memory-store.ts';

/** What the steps of syncs act with. */
export interface SyncDeps {
  sources: Sources;
  hasher: Hasher;
  temporal: Client;
  /** The queue of the workers that run workflows. */
  taskQueue: string;
  /**
   * Opens the source of a sync; the signal ends what it asks of servers. `goesOn`: a scan goes on that has begun with it. Errors:
   * those of the source.
   */
  openListing(declaration: SyncInput['declaration'], signal: AbortSignal, goesOn?: boolean): Promise<Listing>;
}

/** A worker that answers at all answers soon; a step that is tried again asks anew. */
const CALL_TIMEOUT_MS = 30_000;

/** What a sync remembers, as steps of its runs reach it. */
export function memoryOf(deps: Pick<SyncDeps, 'temporal' | 'taskQueue'>, sync: string): MemoryStore {
  return createMemoryStore(optionsOf(deps, sync));
}

/** What a person allowed a sync to remove, likewise. */
export function approvalsOf(deps: Pick<SyncDeps, 'temporal' | 'taskQueue'>, sync: string): Approvals {
  return createApprovals(optionsOf(deps, sync));
}

function optionsOf(
  { temporal, taskQueue }: Pick<SyncDeps, 'temporal' | 'taskQueue'>,
  sync: string,
): MemoryStoreOptions {
  const call = <T>(fn: () => Promise<T>) => temporal.connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, fn);
  return { client: temporal, taskQueue, sync, call };
}
