import { createAdaptiveConcurrency } from '../../lib/transfer/adaptive-concurrency.ts';
import { type Concurrency, createFixedConcurrency } from '../../lib/transfer/concurrency.ts';
import { createPacer, type Pacer } from '../../lib/transfer/pacer.ts';
import { createPlaces, type Places } from '../../lib/transfer/places.ts';
import { type ChongqingBimClient, createChongqingBimClient } from '../../platforms/chongqing-bim/client.ts';
import { ADAPTIVE_CONCURRENCY, type ChongqingBimSettings } from '../../platforms/chongqing-bim/settings.ts';
import type { PlatformSession, PlatformStepDeps, WorkerBudget } from '../platform.ts';

/** A platform as this worker reaches it: one token, one connection pool and one set of places for all ingestions. */
export interface ChongqingBimSession extends PlatformSession {
  settings: ChongqingBimSettings;
  client: ChongqingBimClient;
  places: Places;
  /** The platform's own limit; undefined without one. */
  pacer: Pacer | undefined;
}

/** What the steps of this kind act with. */
export type ChongqingBimDeps = PlatformStepDeps<ChongqingBimSession>;

/** Connects to a platform, without a call. */
export function createSession(settings: ChongqingBimSettings, worker: WorkerBudget): ChongqingBimSession {
  const client = createChongqingBimClient(settings);
  const places = createPlaces(concurrencyFor(settings, worker));
  const { bwlimit } = settings.upload;
  const pacer = bwlimit && createPacer(bwlimit);
  return { settings, client, places, pacer, close: () => client.close() };
}

/** As many requests as the configuration says, else as many as show themselves to be worth their memory. */
function concurrencyFor({ upload }: ChongqingBimSettings, { memoryBytes }: WorkerBudget): Concurrency {
  if (upload.concurrency !== undefined) return createFixedConcurrency(upload.concurrency);
  const { initial, max } = ADAPTIVE_CONCURRENCY;
  const held = Math.max(1, Math.floor(memoryBytes / upload.chunkSize));
  return createAdaptiveConcurrency({ initial, max: Math.min(max, held) });
}
