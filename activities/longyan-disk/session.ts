import { createFixedConcurrency } from '../../lib/transfer/concurrency.ts';
import { createPacer, type Pacer } from '../../lib/transfer/pacer.ts';
import { createPlaces, type Places } from '../../lib/transfer/places.ts';
import { createLongyanDiskClient, type LongyanDiskClient } from '../../platforms/longyan-disk/client.ts';
import type { LongyanDiskSettings } from '../../platforms/longyan-disk/settings.ts';
import type { PlatformSession, PlatformStepDeps } from '../platform.ts';
import { createRunLists, type RunLists } from './run-lists.ts';

/** A platform as this worker reaches it: one connection pool, one clock and one set of places for all ingestions. */
export interface LongyanDiskSession extends PlatformSession {
  settings: LongyanDiskSettings;
  client: LongyanDiskClient;
  places: Places;
  lists: RunLists;
  /** The platform's own limit; undefined without one. */
  pacer: Pacer | undefined;
}

/** What the steps of this kind act with. */
export type LongyanDiskDeps = PlatformStepDeps<LongyanDiskSession>;

/** Connects to a platform, without a call. */
export function createSession(settings: LongyanDiskSettings): LongyanDiskSession {
  const client = createLongyanDiskClient(settings);
  const places = createPlaces(createFixedConcurrency(settings.upload.concurrency));
  const { bwlimit } = settings.upload;
  const pacer = bwlimit && createPacer(bwlimit);
  return { settings, client, places, lists: createRunLists(client), pacer, close: () => client.close() };
}
