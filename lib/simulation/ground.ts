import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Counters, createCounters } from './counters.ts';
import type { RunningSimulator } from './definition.ts';
import { createFaults, type Faults } from './faults.ts';
import { listen } from './server.ts';
import { openStore, type Store } from './store.ts';

/** What else of a simulator ends with it. */
export interface OwnEnds {
  /** Before its connections are ended. */
  cut?(): void;
  /** When no request is served any more. */
  close?(): Promise<void>;
}

/** What every simulator stands on: its state, what is counted, how it is disturbed, and its end. */
export interface Ground {
  store: Store;
  counters: Counters;
  faults: Faults;
  /** Aborted when the simulator ends. */
  signal: AbortSignal;
  /** Listens; all of it ends with the simulator, and where it cannot listen. */
  run(app: FastifyInstance, address: { host: string; port: number }, ends?: OwnEnds): Promise<RunningSimulator>;
}

/** Makes it of what `dataDir` holds from an earlier simulator. */
export async function openGround(dataDir: string): Promise<Ground> {
  await mkdir(dataDir, { recursive: true });
  const store = openStore(join(dataDir, 'state.jsonl'));
  const closing = new AbortController();
  // Every request that is held back listens; Node takes more than ten for a leak.
  setMaxListeners(0, closing.signal);
  return {
    store,
    counters: createCounters(store),
    faults: createFaults(),
    signal: closing.signal,
    async run(app, { host, port }, ends = {}) {
      async function close(): Promise<void> {
        closing.abort();
        ends.cut?.();
        app.server.closeAllConnections();
        await app.close();
        await ends.close?.();
        store.close();
      }
      try {
        const taken = await listen(app, { host, port });
        return { url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`, port: taken, close };
      } catch (error) {
        await close();
        throw error;
      }
    },
  };
}
