import type { Client } from '@temporalio/client';
import type { Lookout } from '../activities/notify/index.ts';
import { endedRuns, heldIngestions } from '../client/runs/lookout.ts';
import { type LateSync, lateSyncs } from '../client/syncs/late.ts';
import type { Temporal } from '../client/temporal/temporal.ts';
import { toModelrailError } from '../client/temporal/temporal-error.ts';

/** Time for one call to Temporal. */
const CALL_TIMEOUT_MS = 10_000;
/** Syncs are looked at less often: each costs some calls. */
const SYNCS_EVERY_MS = 60_000;

/** What is looked at. */
export interface LookoutOptions {
  /** Of Temporal, for the words of errors. */
  address: string;
  taskQueue: string;
  /** Milliseconds between two looks at the syncs. Default: a minute. */
  syncsEveryMs?: number;
}

/** Looks at all that goes on in a task queue, over the connection of the worker: as the client looks, by the same code. */
export function createLookout(
  client: Client,
  { address, taskQueue, syncsEveryMs = SYNCS_EVERY_MS }: LookoutOptions,
): Lookout {
  const { namespace } = client.options;
  const target = { address, namespace, proxy: undefined };
  const temporal: Temporal = {
    client,
    address,
    namespace,
    taskQueue,
    uiUrl: undefined,
    async call(fn, deadline = Date.now() + CALL_TIMEOUT_MS) {
      try {
        return await client.connection.withDeadline(deadline, fn);
      } catch (error) {
        throw toModelrailError(error, target);
      }
    },
    // The worker closes its connection.
    close: () => Promise.resolve(),
  };
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
