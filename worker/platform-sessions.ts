import type { ChongqingBimSession, PlatformSessions } from '../activities/deps.ts';
import type { PlatformKind } from '../contracts/activities.ts';
import type { Config } from '../lib/config/load.ts';
import { ModelrailError } from '../lib/errors.ts';
import { createAdaptiveConcurrency } from '../lib/transfer/adaptive-concurrency.ts';
import { type Concurrency, createFixedConcurrency } from '../lib/transfer/concurrency.ts';
import { createPlaces } from '../lib/transfer/places.ts';
import { createChongqingBimClient } from '../platforms/chongqing-bim/client.ts';
import { ADAPTIVE_CONCURRENCY, type ChongqingBimSettings } from '../platforms/chongqing-bim/settings.ts';
import type { platformKinds } from '../platforms/index.ts';

/** The platforms of a configuration, each connected when it is first used. */
export function createPlatformSessions(config: Config<typeof platformKinds>): PlatformSessions {
  const sessions = new Map<string, ChongqingBimSession>();

  /** A new configuration reaches workers one after the other: what this one does not know another may, now or later. */
  function kindOf(platform: string): PlatformKind {
    try {
      return config.kindOf(platform);
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      const toDo = 'add it and restart the worker, or start a worker that has it';
      const message = `this worker's configuration has no platform "${platform}" that it can use: ${toDo} (${error.message})`;
      throw new ModelrailError('InvalidRequest', message, { isRetryable: true, cause: error });
    }
  }

  return {
    kindOf,
    chongqingBim(platform) {
      const existing = sessions.get(platform);
      if (existing !== undefined) return existing;
      kindOf(platform);
      const settings = config.platform(platform);
      const session = {
        settings,
        client: createChongqingBimClient(settings),
        places: createPlaces(concurrencyFor(settings, config.worker.memoryBytes)),
      };
      sessions.set(platform, session);
      return session;
    },
    async close() {
      await Promise.all([...sessions.values()].map((session) => session.client.close()));
    },
  };
}

/** As many requests as the configuration says, else as many as show themselves to be worth their memory. */
function concurrencyFor({ upload }: ChongqingBimSettings, memoryBytes: number): Concurrency {
  if (upload.concurrency !== undefined) return createFixedConcurrency(upload.concurrency);
  const { initial, max } = ADAPTIVE_CONCURRENCY;
  const held = Math.max(1, Math.floor(memoryBytes / upload.chunkSize));
  return createAdaptiveConcurrency({ initial, max: Math.min(max, held) });
}
