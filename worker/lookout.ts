import type { Client } from '@temporalio/client';
import type { Lookout } from '../activities/notify/index.ts';
import { endedRuns, heldIngestions } from '../client/runs/lookout.ts';
import { type LateSync, lateSyncs } from '../client/syncs/late.ts';
import { type OwnTemporalOptions, ownTemporal } from './temporal.ts';

/** Syncs are looked at less often: each costs some calls. */
const SYNCS_EVERY_MS = 60_000;

/** What is looked at. */
export interface LookoutOptions extends OwnTemporalOptions {
  /** Milliseconds between two looks at the syncs. Default: a minute. */
  syncsEveryMs?: number;
}

/** Looks at all that goes on in a task queue, over the connection of the worker: as the client looks, by the same code. */
export function createLookout(
  client: Client,
  { address, taskQueue, syncsEveryMs = SYNCS_EVERY_MS }: LookoutOptions,
): Lookout {
  const temporal = ownTemporal(client, { address, taskQueue });
  let late: LateSync[] = [];
  let syncsAtMs = Number.NEGATIVE_INFINITY;

  async function lookAtSyncs(known: Record<string, number>): Promise<LateSync[]> {
    if (Date.now() - syncsAtMs < syncsEveryMs) return late;
    late = await lateSyncs(temporal, known);
    syncsAtMs = Date.now();
    return late;
  }

  return {
    async look({ endedSinceMs, syncs }) {
      return {
        waiting: await heldIngestions(temporal),
        ended: await endedRuns(temporal, endedSinceMs),
        late: syncs === undefined ? [] : await lookAtSyncs(syncs),
      };
    },
  };
}
