import type { ChongqingBimSession, PlatformSessions } from '../activities/deps.ts';
import type { Config } from '../lib/config/load.ts';
import { createLanePool } from '../lib/transfer/lanes.ts';
import { createChongqingBimClient } from '../platforms/chongqing-bim/client.ts';
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
        lanes: createLanePool({ lanes: settings.upload.concurrency }),
      };
      sessions.set(platform, session);
      return session;
    },
    async close() {
      await Promise.all([...sessions.values()].map((session) => session.client.close()));
    },
  };
}
