import { createFixedConcurrency } from '../../lib/transfer/concurrency.ts';
import { createPacer, type Pacer } from '../../lib/transfer/pacer.ts';
import { createPlaces, type Places } from '../../lib/transfer/places.ts';
import { createIuapFilesClient, type IuapFilesClient } from '../../platforms/iuap-files/client.ts';
import type { IuapFilesSettings } from '../../platforms/iuap-files/settings.ts';
import type { PlatformSession, PlatformStepDeps } from '../platform.ts';

/** A platform as this worker reaches it: one connection pool and one set of places for all ingestions. */
export interface IuapFilesSession extends PlatformSession {
  settings: IuapFilesSettings;
  client: IuapFilesClient;
  places: Places;
  /** The platform's own limit; undefined without one. */
  pacer: Pacer | undefined;
}

/** What the steps of this kind act with. */
export type IuapFilesDeps = PlatformStepDeps<IuapFilesSession>;

/** Connects to a platform, without a call. */
export function createSession(settings: IuapFilesSettings): IuapFilesSession {
  const client = createIuapFilesClient(settings);
  const places = createPlaces(createFixedConcurrency(settings.upload.concurrency));
  const { bwlimit } = settings.upload;
  const pacer = bwlimit && createPacer(bwlimit);
  return { settings, client, places, pacer, close: () => client.close() };
}
