import type { Activities } from '../contracts/steps.ts';
import type { StepDeps } from './deps.ts';
import { createIngestActivities } from './ingestion.ts';
import { activitiesOf, type PlatformSteps, STEP_KINDS } from './kinds.ts';
import { createNotifyActivities, type NotifyDeps } from './notify/index.ts';
import { createOperationActivities, type OperationDeps } from './operations.ts';
import { createRecall, type Memory } from './recall.ts';
import type { PlatformSessions } from './sessions.ts';
import { createSourceActivities } from './sources.ts';
import type { SyncDeps } from './sync/deps.ts';
import { createSyncActivities } from './sync/index.ts';
import { createVerificationActivities } from './verification.ts';

/** What activities act with. */
export interface ActivityDeps extends StepDeps, SyncDeps, OperationDeps, NotifyDeps {
  platforms: PlatformSessions;
  /** What earlier ingestions did. */
  memory: Memory;
}

/** Every activity of a worker. */
export function createActivities(deps: ActivityDeps): Activities {
  const recall = createRecall(deps.memory);
  return {
    ...createIngestActivities({ ...deps, recall }),
    ...createSourceActivities({ ...deps, recall }),
    ...createPlatformSteps(deps),
    ...createOperationActivities(deps),
    ...createNotifyActivities(deps),
    ...createSyncActivities(deps),
    ...createVerificationActivities(deps),
  };
}

function createPlatformSteps({ platforms, ...deps }: ActivityDeps): PlatformSteps {
  const steps = STEP_KINDS.map((kind) =>
    activitiesOf(kind).steps({ ...deps, session: (platform) => platforms.session(kind, platform) }),
  );
  return Object.assign({}, ...steps) as PlatformSteps; // as: the steps of each kind
}
