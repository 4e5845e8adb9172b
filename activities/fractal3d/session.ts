import { createFixedConcurrency } from '../../lib/transfer/concurrency.ts';
import { createPacer, type Pacer } from '../../lib/transfer/pacer.ts';
import { createPlaces, type Places } from '../../lib/transfer/places.ts';
import { createFractal3dClient, type Fractal3dClient } from '../../platforms/fractal3d/client.ts';
import type { Fractal3dSettings } from '../../platforms/fractal3d/settings.ts';
import type { PlatformSession, PlatformStepDeps } from '../platform.ts';
import { createSharedLooks, type SharedLooks } from './shared-looks.ts';

/** A platform as this worker reaches it: one token with its bucket, one connection pool for all ingestions. */
export interface Fractal3dSession extends PlatformSession {
  settings: Fractal3dSettings;
  client: Fractal3dClient;
  places: Places;
  /** The platform's own limit; undefined without one. */
  pacer: Pacer | undefined;
  looks: SharedLooks;
}

/** What the steps of this kind act with. */
export type Fractal3dDeps = PlatformStepDeps<Fractal3dSession>;

/** Connects to a platform, without a call. */
export function createSession(settings: Fractal3dSettings): Fractal3dSession {
  const client = createFractal3dClient(settings);
  const places = createPlaces(createFixedConcurrency(settings.upload.concurrency));
  const { bwlimit } = settings.upload;
  const pacer = bwlimit && createPacer(bwlimit);
  return { settings, client, places, pacer, looks: createSharedLooks(), close: () => client.close() };
}
