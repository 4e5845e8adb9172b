import pLimit from 'p-limit';
import { SYNC_ATTRIBUTE } from '../../lib/sync/sync-attribute.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { LOOKS_AT_A_TIME, syncNames } from './list.ts';
import { RUN_WORKFLOWS } from './schedule.ts';

/** Runs that are looked at, the latest first, before the syncs that none of them is of are asked for one by one. */
const MAX_LOOKED_AT = 1_000;

/** See `Syncs.lastSuccesses`. */
export async function lastSuccesses(temporal: Temporal): Promise<Record<string, string>> {
  const names = await syncNames(temporal);
  const latest = new Map<string, Date>();
  for await (const [name, at] of completed(temporal, '', MAX_LOOKED_AT)) keepLatest(latest, name, at);
  const limit = pLimit(LOOKS_AT_A_TIME);
  await Promise.all(
    names
      .filter((name) => !latest.has(name))
      .map((name) =>
        limit(async () => {
          for await (const [, at] of completed(temporal, ` AND ModelrailSync = "${name}"`, 1))
            keepLatest(latest, name, at);
        }),
      ),
  );
  return Object.fromEntries(
    names.flatMap((name) => {
      const at = latest.get(name);
      return at === undefined ? [] : [[name, at.toISOString()] as const];
    }),
  );
}

function keepLatest(latest: Map<string, Date>, name: string, at: Date): void {
  const before = latest.get(name);
  if (before === undefined || before < at) latest.set(name, at);
}

/** The syncs of runs that completed, and when; the latest first. */
async function* completed(temporal: Temporal, more: string, most: number): AsyncGenerator<[string, Date]> {
  const types = [...RUN_WORKFLOWS].map((type) => `"${type}"`).join(', ');
  const query = `WorkflowType IN (${types}) AND ExecutionStatus = "Completed" AND ModelrailStatus = "completed"${more}`;
  const runs = temporal.client.workflow.list({ query, pageSize: most })[Symbol.asyncIterator]();
  for (let count = 0; count < most; count += 1) {
    const next = await temporal.call(() => runs.next());
    if (next.done) return;
    const name = next.value.typedSearchAttributes.get(SYNC_ATTRIBUTE);
    if (name !== undefined && next.value.closeTime !== undefined) yield [name, next.value.closeTime];
  }
}
