import { setTimeout as sleep } from 'node:timers/promises';
import { PROGRESS_QUERY } from '../../contracts/names.ts';
import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import { firstRunId } from '../../lib/temporal-sdk/first-run-id.ts';
import { handleOf, type Run } from '../runs/run.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { isPartlyRead, knownWithoutWorker, readFromHistory } from './known-without-worker.ts';
import { parseProgress } from './progress-summary.ts';

/** How long a worker may take to answer; with all that is read besides, the whole stays below two seconds. */
export const QUERY_TIMEOUT_MS = 900;
/** A listening worker answers within tens of milliseconds; after these the history is read beside the query. */
const HEAD_START_MS = 250;

/** The state of a run as a worker tells it, or else as Temporal knows it, with a note that says so. */
export async function askWorker(
  temporal: Temporal,
  run: Run,
  /** `last`: what an earlier look knew. `requested`: the files when the run's input is no request. */
  { last, requested }: { last?: IngestProgress | undefined; requested?: FileProgress[] } = {},
): Promise<IngestProgress> {
  const asked = queryRun(temporal, run, PROGRESS_QUERY);
  const early = await Promise.race([asked, sleep(HEAD_START_MS, undefined, { ref: false })]);
  const isLate = early === undefined || 'reason' in early;
  const base = last?.runId === firstRunId(run) && !isPartlyRead(last) ? last : undefined;
  const reading = isLate && base === undefined ? readFromHistory(temporal, run, requested) : undefined;
  const [answer, read] = await Promise.all([asked, reading]);
  const state = 'value' in answer ? parseProgress(answer.value) : undefined;
  if (state !== undefined) return state;
  return knownWithoutWorker(run, base ?? read ?? (await readFromHistory(temporal, run, requested)));
}

/** Asks a worker about a run. That none answers is an outcome like another here, whatever the reason. */
export async function queryRun(
  temporal: Temporal,
  run: Run,
  query: string,
  timeoutMs = QUERY_TIMEOUT_MS,
): Promise<{ value: unknown } | { reason: unknown }> {
  return await temporal.call(async () => {
    try {
      return { value: await handleOf(temporal, run).query<unknown>(query) };
    } catch (error) {
      return { reason: error };
    }
  }, Date.now() + timeoutMs);
}
