import protos from '@temporalio/proto';
import { optionalTsToMs, tsToMs } from '../../lib/temporal-sdk/internals.ts';
import type { Temporal } from './temporal.ts';

const { TaskQueueType } = protos.temporal.api.enums.v1;

/** A listening worker takes a task within milliseconds; a busy machine may need longer. */
const UNTAKEN_AFTER_MS = 2_500;
/** Temporal tells the age of the oldest task as it was up to so long ago. */
const AGE_IS_OLD_MS = 5_000;
/** A worker that has room asks again at once after each task: while tasks wait, a shorter silence says nothing. */
const SILENT_MS = 15_000;

/** What tasks of a queue are for. */
export type QueueKind = 'workflow' | 'activity';

/** Looks at task queues, each once, however many runs are on it. */
export interface QueueLooks {
  /** Since when (milliseconds since the epoch) tasks of a queue wait that no worker takes; undefined while they are taken, or there are none. */
  untakenSince(taskQueue: string, kind: QueueKind): Promise<number | undefined>;
}

/** What earlier looks of a client found. */
const found = new WeakMap<Temporal, Map<string, number>>();

/** Looks for one list. */
export function createQueueLooks(temporal: Temporal): QueueLooks {
  const looks = new Map<string, Promise<number | undefined>>();
  return {
    untakenSince(taskQueue, kind) {
      const key = `${kind} ${taskQueue}`;
      const look = looks.get(key) ?? lookAt(temporal, taskQueue, kind);
      looks.set(key, look);
      return look;
    },
  };
}

async function lookAt(temporal: Temporal, taskQueue: string, kind: QueueKind): Promise<number | undefined> {
  const { pollers, stats } = await temporal.call(() =>
    temporal.client.workflowService.describeTaskQueue({
      namespace: temporal.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType:
        kind === 'workflow' ? TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW : TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
      reportStats: true,
    }),
  );
  const now = Date.now();
  // A duration has the same fields as a moment.
  const ageMs = optionalTsToMs(stats?.approximateBacklogAge) ?? 0;
  if (ageMs < UNTAKEN_AFTER_MS) return sameMoment(temporal, `${kind} ${taskQueue}`, undefined);
  const lastAskedAt = Math.max(
    0,
    ...pollers.map(({ lastAccessTime }) => (lastAccessTime ? tsToMs(lastAccessTime) : 0)),
  );
  // Who takes tasks one after the other has many before it, and is at work.
  const isAsking = now - lastAskedAt <= Math.min(ageMs + AGE_IS_OLD_MS, SILENT_MS);
  return sameMoment(temporal, `${kind} ${taskQueue}`, isAsking ? undefined : now - ageMs);
}

/** The same wait begins at the same moment in each look, though its age is only told now and then. */
function sameMoment(temporal: Temporal, key: string, at: number | undefined): number | undefined {
  const known = found.get(temporal) ?? new Map<string, number>();
  found.set(temporal, known);
  const before = known.get(key);
  if (at === undefined) {
    known.delete(key);
    return undefined;
  }
  const since = before !== undefined && Math.abs(at - before) < 2 * AGE_IS_OLD_MS ? Math.min(at, before) : at;
  known.set(key, since);
  return since;
}
