import type { Client } from '@temporalio/client';
import type { Temporal } from '../client/temporal/temporal.ts';
import { toModelrailError } from '../client/temporal/temporal-error.ts';

/** Time for one call to Temporal. */
const CALL_TIMEOUT_MS = 10_000;

/** Of which Temporal, for the words of errors, and of which queue. */
export interface OwnTemporalOptions {
  address: string;
  taskQueue: string;
}

/** The connection of the worker as the client's code takes it. */
export function ownTemporal(client: Client, { address, taskQueue }: OwnTemporalOptions): Temporal {
  const { namespace } = client.options;
  const target = { address, namespace, proxy: undefined };
  return {
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
}
