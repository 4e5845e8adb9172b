import type { ChongqingBimSession, PlatformSessions } from '../activities/deps.ts';
import type { Config } from '../lib/config/load.ts';
import { createAdaptiveConcurrency } from '../lib/transfer/adaptive-concurrency.ts';
import { type Concurrency, createFixedConcurrency } from '../lib/transfer/concurrency.ts';
import { createPlaces } from '../lib/transfer/places.ts';
import { createChongqingBimClient } from '../platforms/chongqing-bim/client.ts';
import { ADAPTIVE_CONCURRENCY, type ChongqingBimSettings } from '../platforms/chongqing-bim/settings.ts';
import type { platformKinds } from '../platforms/index.ts';

/** The platforms of a configuration, each connected when it is first used. */
export function createPlatformSessions(config: Config<typeof platformKinds>): PlatformSessions {
  const sessions = new Map<string, ChongqingBimSession>();

  return {
    kindOf: (platform) => config.kindOf(platform),
    chongqingBim(platform) {
      const existing = sessions.get(platform);
      if (existing !== undefined) return existing;
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
