import type { PlatformKind } from '../contracts/activities.ts';
import type { VerificationActivities, VerifiedFile } from '../contracts/verification.ts';
import { ModelrailError } from '../lib/errors.ts';
import { createFileVerifier, type FileVerifier, type VerificationCalls } from './chongqing-bim/verification.ts';
import type { ActivityDeps, PlatformSessions } from './deps.ts';
import { forEachFile } from './groups.ts';
import { asActivity } from './run.ts';

/** Files that are asked about at a time: enough to hide the line, few enough to leave room for deliveries. */
const AT_ONCE = 8;

/** How each kind of platform is asked. */
const VERIFIERS: Record<
  PlatformKind,
  (platforms: PlatformSessions, platform: string, calls: VerificationCalls) => FileVerifier
> = {
  'chongqing-bim': (platforms, platform, calls) => createFileVerifier(platforms.chongqingBim(platform), calls),
};

/** The step that asks about what was delivered, whatever the platform. */
export function createVerificationActivities({ platforms }: Pick<ActivityDeps, 'platforms'>): VerificationActivities {
  return {
    verifyFiles: asActivity(async ({ platform, files }, run) => {
      const calls = { signal: run.signal, call: createBreaker() };
      const verify = VERIFIERS[platforms.kindOf(platform)](platforms, platform, calls);
      let done = 0;
      const outcomes = await forEachFile(
        files,
        run.signal,
        async (file): Promise<VerifiedFile> => {
          const checks = await verify(file);
          done += 1;
          run.report({ step: 'verify', files: done });
          return { index: file.index, state: 'asked', checks };
        },
        AT_ONCE,
      );
      return {
        files: outcomes.map((outcome) => {
          // What no other try changes concerns whoever asks, so every file.
          if (outcome.state === 'failed') throw new ModelrailError(outcome.error.type, outcome.error.message);
          return outcome;
        }),
      };
    }),
  };
}

/**
 * Stops asking once nobody has had an answer for a while: each file of a platform that hangs would wait for its time-out.
 * What is not asked for fails as the last call did.
 */
function createBreaker(): <T>(ask: () => Promise<T>) => Promise<T> {
  let failures = 0;
  let last: unknown;
  return async (ask) => {
    if (failures >= AT_ONCE) throw last;
    try {
      const answer = await ask();
      failures = 0;
      return answer;
    } catch (error) {
      failures += 1;
      last = error;
      throw error;
    }
  };
}
