import { createPersagyClient, type PersagyClient } from '../../platforms/persagy/client.ts';
import type { PersagySettings } from '../../platforms/persagy/settings.ts';
import type { PlatformSession } from '../platform.ts';

/** A platform as this worker reaches it: one connection pool and one login for all. */
export interface PersagySession extends PlatformSession {
  settings: PersagySettings;
  client: PersagyClient;
}

/** Connects to a platform, without a call. */
export function createSession(settings: PersagySettings): PersagySession {
  const client = createPersagyClient(settings);
  return { settings, client, close: () => client.close() };
}
