import { englishOf, sentenceOf } from '../contracts/sentences.ts';
import { findingOf, type VerificationActivities, type VerifiedFile } from '../contracts/verification.ts';
import { ModelrailError } from '../lib/errors.ts';
import { createBreaker } from './breaker.ts';
import { forEachFile } from './groups.ts';
import { activitiesOf } from './kinds.ts';
import type { FileVerifier, PlatformCalls } from './platform.ts';
import { asActivity } from './run.ts';
import type { PlatformSessions } from './sessions.ts';

/** Files that are asked about at a time: enough to hide network latency, few enough to leave room for deliveries. */
const AT_ONCE = 8;

/** The step that asks about what was delivered, whatever the platform. */
export function createVerificationActivities({ platforms }: { platforms: PlatformSessions }): VerificationActivities {
  return {
    verifyFiles: asActivity(async ({ platform, files }, run) => {
      const calls = { signal: run.signal, call: createBreaker(AT_ONCE) };
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
          if (outcome.state === 'failed') {
            const { type, message, told = [] } = outcome.error;
            // One that is only the beginning of it is not the message.
            throw new ModelrailError(type, told.find((one) => englishOf(one) === message) ?? message);
          }
          return outcome;
        }),
      };
    }),
  };
}

function verifierOf(platforms: PlatformSessions, platform: string, calls: PlatformCalls): FileVerifier {
  const kind = platforms.kindOf(platform);
  const { verifier } = activitiesOf(kind);
  if (verifier !== undefined) return verifier(platforms.session(kind, platform), calls);
  const unreadable = sentenceOf('platforms of kind {kind} have no call that reads what was delivered', { kind });
  return () => Promise.resolve([{ what: 'file', ...findingOf('unverifiable', unreadable) }]);
}
