import { reasonOf } from '../../contracts/waiting.ts';
import { SYNC_ATTRIBUTE } from '../../lib/sync/sync-attribute.ts';
import type { OpenSync } from '../modelrail.ts';
import { RUN_WORKFLOWS } from '../syncs/schedule.ts';
import type { QueueLooks } from '../temporal/queue-looks.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { untakenOn } from './list-waits.ts';
import { readRuns } from './read-runs.ts';

/** Syncs have one run at a time: more than these are not read. */
const MAX_SYNCS = 1_000;
const TYPES = [...RUN_WORKFLOWS].map((type) => `'${type}'`).join(', ');
const QUERY = `WorkflowType IN (${TYPES}) AND ExecutionStatus = 'Running'`;

/** The runs of syncs that are under way, the oldest first. */
export async function readOpenSyncs(temporal: Temporal, looks: QueueLooks): Promise<OpenSync[]> {
  const runs = await readRuns(temporal, QUERY, MAX_SYNCS);
  runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  return await Promise.all(
    runs.map(async ({ workflowId, taskQueue, startTime, typedSearchAttributes }): Promise<OpenSync> => {
      const untakenAt = await looks.untakenSince(taskQueue, 'workflow');
      return {
        name: typedSearchAttributes.get(SYNC_ATTRIBUTE) ?? workflowId,
        id: workflowId,
        startedAt: startTime.toISOString(),
        ...(untakenAt === undefined
          ? {}
          : {
              waiting: {
                for: 'worker',
                ...reasonOf(untakenOn(taskQueue)),
                since: new Date(Math.max(untakenAt, startTime.getTime())).toISOString(),
              },
            }),
      };
    }),
  );
}
