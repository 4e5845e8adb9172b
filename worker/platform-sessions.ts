import { activitiesOf, type Sessions } from '../activities/kinds.ts';
import type { PlatformSession } from '../activities/platform.ts';
import type { PlatformSessions } from '../activities/sessions.ts';
import type { PlatformKind } from '../contracts/kinds.ts';
import { sentenceOf } from '../contracts/sentences.ts';
import type { Config } from '../lib/config/load.ts';
import { ModelrailError } from '../lib/errors.ts';
import type { platformKinds } from '../platforms/kinds.ts';

/** The platforms of a configuration, each connected when it is first used. */
export function createPlatformSessions(config: Config<typeof platformKinds>): PlatformSessions {
  const sessions = new Map<string, PlatformSession>();

  /** A new configuration reaches workers one after the other: what this one does not know another may, now or later. */
  function kindOf(platform: string): PlatformKind {
    try {
      return config.kindOf(platform);
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      const message = sentenceOf(
        'this worker\'s configuration has no platform "{platform}" that it can use: add it and restart the worker, or start a worker that has it ({reason})',
        { platform, reason: error.message },
      );
      throw new ModelrailError('InvalidRequest', message, { isRetryable: true, cause: error });
    }
  }

  return {
    kindOf,
    session<K extends PlatformKind>(kind: K, platform: string): Sessions[K] {
      const own: string = kindOf(platform);
      if (own !== kind)
        throw new ModelrailError(
          'InvalidRequest',
          sentenceOf('platform "{platform}" is of kind {own}, not {kind}', { platform, own, kind }),
        );
      const session =
        sessions.get(platform) ??
        activitiesOf(kind).createSession(config.platform(platform), { memoryBytes: config.worker.memoryBytes });
      sessions.set(platform, session);
      return session as Sessions[K]; // as: what this kind has made
    },
    opened: () => sessions.entries(),
    async close() {
      await Promise.all([...sessions.values()].map((session) => session.close()));
    },
  };
}
