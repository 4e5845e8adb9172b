import type { temporal as proto } from '@temporalio/proto';
import type { RunRef, SliceProgress } from '../../contracts/progress.ts';
import type { SliceInput } from '../../contracts/slices.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { optionalTsToMs } from '../../lib/temporal-sdk/internals.ts';
import { inputOf, readFirstEvents, readWholeHistory } from '../runs/run.ts';
import { parseResult } from '../snapshot/progress-summary.ts';
import { parseRequest } from '../snapshot/requested-files.ts';
import type { Temporal } from '../temporal/temporal.ts';

/** An event of a history. */
export type HistoryEvent = proto.api.history.v1.IHistoryEvent;

/** What Temporal keeps of a run. */
export interface RunHistory extends RunRef {
  /** Position of its first file in the ingestion. */
  from: number;
  /** ISO 8601. */
  startedAt: string;
  closedAt?: string;
  events: HistoryEvent[];
}

/** A run that is to be read. */
interface KnownRun extends RunRef {
  from: number;
}

/**
 * The histories of everything that worked on an ingestion: its runs, oldest first, then those of each slice, oldest first.
 * One is read at a time, in full. `onForgotten` is told of a run that Temporal does not keep any more.
 */
export async function* readHistories(
  temporal: Temporal,
  latest: RunRef,
  slices: readonly SliceProgress[],
  onForgotten: (run: RunRef) => void,
): AsyncGenerator<RunHistory> {
  const ends = [
    { ...latest, from: 0 },
    ...slices.flatMap(({ run, previous, from }) => {
      const last = run ?? previous;
      return last === undefined ? [] : [{ ...last, from }];
    }),
  ];
  for (const end of ends) {
    for (const run of await runsUpTo(temporal, end, onForgotten)) {
      const events = await orForgotten(run, onForgotten, () => readWholeHistory(temporal, run));
      if (events !== undefined) yield toHistory(run, events);
    }
  }
}

/** A run and those that it goes on from, oldest first. */
async function runsUpTo(temporal: Temporal, last: KnownRun, onForgotten: (run: RunRef) => void): Promise<KnownRun[]> {
  const runs: KnownRun[] = [];
  for (let run: KnownRun | undefined = last; run !== undefined; ) {
    const at: KnownRun = run;
    const first = await orForgotten(at, onForgotten, () => readFirstEvents(temporal, at));
    if (first === undefined) break;
    runs.unshift(at);
    run = previousOf(at, inputOf(first));
  }
  return runs;
}

function previousOf({ workflowId, from }: KnownRun, input: readonly unknown[]): KnownRun | undefined {
  if (parseRequest(input) === undefined) {
    const previous = (input[0] as SliceInput | undefined)?.previous; // as: only our own workflow starts slices
    return previous && { ...previous, from };
  }
  const runId = parseResult(input[1])?.runId;
  return runId === undefined ? undefined : { workflowId, runId, from };
}

async function orForgotten<T>(run: RunRef, onForgotten: (run: RunRef) => void, read: () => Promise<T>) {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ModelrailError) || error.type !== 'NotFound') throw error;
    onForgotten(run);
    return undefined;
  }
}

function toHistory({ workflowId, runId, from }: KnownRun, events: HistoryEvent[]): RunHistory {
  const last = events.at(-1);
  const isClosed =
    last?.workflowExecutionCompletedEventAttributes ??
    last?.workflowExecutionFailedEventAttributes ??
    last?.workflowExecutionCanceledEventAttributes ??
    last?.workflowExecutionTerminatedEventAttributes ??
    last?.workflowExecutionTimedOutEventAttributes;
  return {
    workflowId,
    runId,
    from,
    startedAt: timeOf(events[0]),
    ...(isClosed ? { closedAt: timeOf(last) } : {}),
    events,
  };
}

/** When an event happened (ISO 8601). */
export function timeOf(event: HistoryEvent | undefined): string {
  return new Date(optionalTsToMs(event?.eventTime) ?? 0).toISOString();
}
