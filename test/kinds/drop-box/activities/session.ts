import { createFixedConcurrency } from '../../lib/transfer/concurrency.ts';
import { createPlaces, type Places } from '../../lib/transfer/places.ts';
import { createDropBoxClient, type DropBoxClient } from '../../platforms/drop-box/client.ts';
import type { DropBoxSettings } from '../../platforms/drop-box/settings.ts';
import type { PlatformSession, PlatformStepDeps } from '../platform.ts';

/** A platform as this worker reaches it. */
export interface DropBoxSession extends PlatformSession {
  settings: DropBoxSettings;
  client: DropBoxClient;
  places: Places;
}

/** What the steps of this kind act with. */
export type DropBoxDeps = PlatformStepDeps<DropBoxSession>;

/** Connects to a platform, without a call. */
export function createSession(settings: DropBoxSettings): DropBoxSession {
  const client = createDropBoxClient(settings);
  const places = createPlaces(createFixedConcurrency(settings.upload.concurrency));
  return { settings, client, places, close: () => client.close() };
}
