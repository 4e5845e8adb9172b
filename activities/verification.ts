import type { VerificationActivities, VerifiedFile } from '../contracts/verification.ts';
import { ModelrailError } from '../lib/errors.ts';
import { forEachFile } from './groups.ts';
import { activitiesOf } from './kinds.ts';
import type { FileVerifier, VerificationCalls } from './platform.ts';
import { asActivity } from './run.ts';
import type { PlatformSessions } from './sessions.ts';

/** Files that are asked about at a time: enough to hide network latency, few enough to leave room for deliveries. */
const AT_ONCE = 8;

/** The step that asks about what was delivered, whatever the platform. */
export function createVerificationActivities({ platforms }: { platforms: PlatformSessions }): VerificationActivities {
  return {
    verifyFiles: asActivity(async ({ platform, files }, run) => {
      const calls = { signal: run.signal, call: createBreaker() };
      const verify = verifierOf(platforms, platform, calls);
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
          // A non-retryable error (credentials, permissions) applies to every file.
          if (outcome.state === 'failed') throw new ModelrailError(outcome.error.type, outcome.error.message);
          return outcome;
        }),
      };
    }),
  };
}

function verifierOf(platforms: PlatformSessions, platform: string, calls: VerificationCalls): FileVerifier {
  const kind = platforms.kindOf(platform);
  const { verifier } = activitiesOf(kind);
  if (verifier !== undefined) return verifier(platforms.session(kind, platform), calls);
  throw new ModelrailError('InvalidRequest', `platforms of kind ${kind} have no call that reads what was delivered`);
}

/**
 * A circuit breaker: stops asking after several failures in a row, since each file of a platform that hangs would wait for its
 * time-out. The remaining files fail with the last error.
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
