import pLimit from 'p-limit';
import type { Temporal } from '../temporal/temporal.ts';
import { asAbsent } from './absent.ts';
import { firstDue } from './due.ts';
import { LOOKS_AT_A_TIME, syncNames } from './list.ts';
import { describeSchedule, RUN_WORKFLOWS } from './schedule.ts';
import { lastSuccesses } from './successes.ts';

/** A sync of which a run was due, none has succeeded since, and none is under way. */
export interface LateSync {
  name: string;
  /** When the first such run was due (milliseconds since the epoch). */
  dueAtMs: number;
}

/**
 * The late syncs of a task queue. `known`: since when each is known to be due by its present schedule (milliseconds since the epoch);
 * it is brought up to date, and what was due before does not count. `sinceMs`: the same for one that is not known.
 */
export async function lateSyncs(
  temporal: Temporal,
  known: Record<string, number>,
  sinceMs = Date.now(),
): Promise<LateSync[]> {
  const nowMs = Date.now();
  const names = await syncNames(temporal, { ofQueue: temporal.taskQueue });
  for (const name of Object.keys(known)) if (!names.includes(name)) delete known[name];
  if (names.length === 0) return [];
  const successes = await lastSuccesses(temporal);
  const limit = pLimit(LOOKS_AT_A_TIME);
  const found = await Promise.all(
    names.map((name) =>
      limit(async (): Promise<LateSync[]> => {
        const described = await describeSchedule(temporal, name).catch(asAbsent);
        if (described === undefined || described.schedule.state.paused) {
          delete known[name];
          return [];
        }
        const { createdAt, lastUpdatedAt } = described.schedule.info;
        known[name] = Math.max(known[name] ?? sinceMs, createdAt.getTime(), lastUpdatedAt?.getTime() ?? 0);
        const afterMs = Math.max(known[name], Date.parse(successes[name] ?? '') || 0);
        const dueAtMs = await firstDue(temporal, name, afterMs, nowMs);
        return dueAtMs === undefined || (await isUnderWay(temporal, name)) ? [] : [{ name, dueAtMs }];
      }),
    ),
  );
  return found.flat();
}

async function isUnderWay(temporal: Temporal, name: string): Promise<boolean> {
  const types = [...RUN_WORKFLOWS].map((type) => `"${type}"`).join(', ');
  const query = `WorkflowType IN (${types}) AND ExecutionStatus = "Running" AND ModelrailSync = "${name}"`;
  return (await temporal.call(() => temporal.client.workflow.count(query))).count > 0;
}
