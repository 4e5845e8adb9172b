import type { DropBoxActivities } from '../../contracts/drop-box/activities.ts';
import type { DropBoxSettings } from '../../platforms/drop-box/settings.ts';
import type { PlatformActivities } from '../platform.ts';
import { createPutActivities } from './put.ts';
import { createFileRemover } from './removal.ts';
import { createSession, type DropBoxSession } from './session.ts';
import { createFileVerifier } from './verification.ts';

/** A drop box: every step, and what a run and a verification need. */
export const dropBox = {
  createSession,
  steps: (deps) => createPutActivities(deps),
  plan: () => ({}),
  remover: (session, calls) => createFileRemover(session, calls),
  verifier: (session, calls) => createFileVerifier(session, calls),
} satisfies PlatformActivities<DropBoxSettings, DropBoxSession, DropBoxActivities>;
