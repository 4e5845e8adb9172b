import type { Fractal3dTypes } from '../../contracts/fractal3d/index.ts';
import { waitingHeartbeatTimeoutMs } from '../../contracts/policies.ts';
import { operationTable } from '../../platforms/fractal3d/operations.ts';
import type { Fractal3dSettings } from '../../platforms/fractal3d/settings.ts';
import type { PlatformActivities } from '../platform.ts';
import { createCommentActivities } from './comments.ts';
import { createSaveActivities } from './save.ts';
import { createSendActivities } from './send.ts';
import { createSession, type Fractal3dSession } from './session.ts';
import { createSubmissionActivities } from './submissions.ts';
import { createFileVerifier } from './verification.ts';
import { createWaitActivities } from './waits.ts';

/** The Fractal 3D platform: every step, and what a run and a verification need. */
export const fractal3d = {
  createSession,
  steps: (deps) => ({
    ...createSendActivities(deps),
    ...createSubmissionActivities(deps),
    ...createWaitActivities(deps),
    ...createCommentActivities(deps),
    ...createSaveActivities(deps),
  }),
  plan: ({ settings: { convert } }) => ({
    jobTimeoutMs: convert.timeout,
    waitHeartbeatMs: waitingHeartbeatTimeoutMs(convert.pollInterval),
  }),
  operations: {
    table: operationTable,
    call: ({ client }, id, input, signal) => client.callByName(operationTable.endpointOf(id), input, signal),
  },
  verifier: (session, calls) => createFileVerifier(session, calls),
} satisfies PlatformActivities<
  Fractal3dSettings,
  Fractal3dSession,
  Fractal3dTypes['activities'],
  Fractal3dTypes['plan']
>;
