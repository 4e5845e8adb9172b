import { createFixedConcurrency } from '../../lib/transfer/concurrency.ts';
import { createPacer, type Pacer } from '../../lib/transfer/pacer.ts';
import { createPlaces, type Places } from '../../lib/transfer/places.ts';
import { createDropBoxClient, type DropBoxClient } from '../../platforms/drop-box/client.ts';
import type { DropBoxSettings } from '../../platforms/drop-box/settings.ts';
import type { PlatformSession, PlatformStepDeps } from '../platform.ts';

/** A platform as this worker reaches it. */
export interface DropBoxSession extends PlatformSession {
  settings: DropBoxSettings;
  client: DropBoxClient;
  places: Places;
  /** The platform's own limit; undefined without one. */
  pacer: Pacer | undefined;
}

/** What the steps of this kind act with. */
export type DropBoxDeps = PlatformStepDeps<DropBoxSession>;

/** Connects to a platform, without a call. */
export function createSession(settings: DropBoxSettings): DropBoxSession {
  const client = createDropBoxClient(settings);
  const places = createPlaces(createFixedConcurrency(settings.upload.concurrency));
  const { bwlimit } = settings.upload;
  const pacer = bwlimit && createPacer(bwlimit);
  return { settings, client, places, pacer, close: () => client.close() };
}
