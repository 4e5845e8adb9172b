import type { IngestProgress } from '../../client/index.ts';
import { hasEnded } from './ended.ts';
import type { RoundRun } from './ingestions.ts';
import type { Rig } from './rig.ts';
import { persist, waitUntil } from './waiting.ts';

/** Within this time after the last disturbance everything has to be over: attempts are half a minute apart at most. */
const END_BOUND_MS = 120_000;
const START_BOUND_MS = 60_000;

/** Starts an ingestion; Temporal may have to come back first. */
export async function startIngestion({ client }: Rig, ingestion: RoundRun): Promise<void> {
  const { request, asked, runIds } = ingestion;
  const { runId } = await persist(`start of ${asked.id}`, START_BOUND_MS, () =>
    client.ingest(request, { id: asked.id }),
  );
  runIds.push(runId);
}

/** Waits until the latest run of each is closed. */
export async function allEnded(rig: Rig, ingestions: readonly RoundRun[], what: string): Promise<void> {
  await waitUntil(what, END_BOUND_MS, async () => {
    const ended = await Promise.all(ingestions.map(({ asked }) => hasEnded(rig, asked.id)));
    return ended.every(Boolean) ? true : undefined;
  });
}

/** Starts what did not complete once more; answers whether anything was. */
export async function retryEnded(rig: Rig, ingestions: readonly RoundRun[]): Promise<boolean> {
  const { client } = rig;
  let isAny = false;
  for (const { asked, runIds, earlier } of ingestions) {
    const told = await persist(`a report of ${asked.id}`, START_BOUND_MS, () => client.get(asked.id));
    if (told.status === 'completed') continue;
    earlier.push(told);
    const { runId } = await persist(`retry of ${asked.id}`, START_BOUND_MS, () => client.retry(asked.id));
    runIds.push(runId);
    isAny = true;
  }
  return isAny;
}

/** Now that nothing disturbs it any more, all of it has to complete. */
export async function retryAtLast(rig: Rig, ingestions: readonly RoundRun[]): Promise<void> {
  if (await retryEnded(rig, ingestions))
    await allEnded(rig, ingestions, 'all ingestions to end that were started again');
  for (const { asked } of ingestions) asked.isRetried = true;
}

/** What hangs must not disturb the rounds to come. */
export async function endOpenRuns(rig: Rig, ingestions: readonly RoundRun[]): Promise<void> {
  for (const { asked, runIds } of ingestions) {
    if (runIds.length === 0 || (await hasEnded(rig, asked.id))) continue;
    await rig.temporal.workflow.getHandle(asked.id).terminate('the round is over');
  }
}

/** Ingestions, by how they ended. */
export function countOutcomes(told: ReadonlyMap<string, IngestProgress> | undefined): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of told?.values() ?? []) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
