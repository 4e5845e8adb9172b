import type { WorkflowExecutionInfo } from '@temporalio/client';
import pLimit, { type LimitFunction } from 'p-limit';
import { ModelrailError } from '../../lib/errors.ts';
import { optionalTsToMs } from '../../lib/temporal-sdk/internals.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { attributeKeys } from './run.ts';

const READS_AT_ONCE = 8;
/** Runs that are read of one list; those beyond are in its next look. */
const MOST_WAITING = 300;
/** Runs that are remembered. */
const MOST_KNOWN = 20_000;

/** Which run, and how far it is. */
type RunAt = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'historyLength'>;

/** What earlier looks of a client found: one run is read once for each time that it began to fail. */
const clients = new WeakMap<Temporal, { known: Map<string, number>; limit: LimitFunction }>();

/** True of a run that workers take up and fail at again and again, as Temporal says after some attempts. */
export function isFailedAt({ typedSearchAttributes }: WorkflowExecutionInfo): boolean {
  return typedSearchAttributes.get(attributeKeys.problems)?.includes('category=WorkflowTaskFailed') === true;
}

/** Since when workers fail at such a run (milliseconds since the epoch); undefined where that is not known. */
export async function failingSince(temporal: Temporal, run: RunAt): Promise<number | undefined> {
  const client = clients.get(temporal) ?? { known: new Map<string, number>(), limit: pLimit(READS_AT_ONCE) };
  clients.set(temporal, client);
  const { known, limit } = client;
  // What Temporal lists of a run changes when it goes on.
  const key = `${run.runId} ${run.historyLength}`;
  const before = known.get(key);
  if (before !== undefined || limit.pendingCount >= MOST_WAITING) return before;
  const since = await limit(() => readFailure(temporal, run));
  if (known.size >= MOST_KNOWN) known.clear();
  if (since !== undefined) known.set(key, since);
  return since;
}

async function readFailure(temporal: Temporal, run: RunAt): Promise<number | undefined> {
  const { client, namespace } = temporal;
  const execution = { workflowId: run.workflowId, runId: run.runId };
  try {
    const { history } = await temporal.call(() =>
      client.workflowService.getWorkflowExecutionHistoryReverse({ namespace, execution, maximumPageSize: 10 }),
    );
    const events = history?.events ?? [];
    const taken = events.findIndex(({ workflowTaskCompletedEventAttributes: completed }) => completed != null);
    // Further attempts at the same task are in no history; what happens to the run meanwhile is.
    const failed = (taken < 0 ? events : events.slice(0, taken)).findLast(
      ({ workflowTaskFailedEventAttributes: failure }) => failure != null,
    );
    return optionalTsToMs(failed?.eventTime);
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return undefined;
    throw error;
  }
}
