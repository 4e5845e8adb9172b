import type { Activities } from '../contracts/activities.ts';
import { createChongqingBimActivities } from './chongqing-bim.ts';
import type { ActivityDeps } from './deps.ts';
import { createIngestActivities } from './ingestion.ts';
import { createSourceActivities } from './sources.ts';
import { createVerificationActivities } from './verification.ts';

export type { ActivityDeps } from './deps.ts';

/** Every activity of a worker. */
export function createActivities(deps: ActivityDeps): Activities {
  return {
    ...createIngestActivities(deps),
    ...createSourceActivities(deps),
    ...createChongqingBimActivities(deps),
    ...createVerificationActivities(deps),
  };
}
