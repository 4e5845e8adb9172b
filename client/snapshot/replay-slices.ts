import type { temporal as proto } from '@temporalio/proto';
import type { SliceProgress } from '../../contracts/progress.ts';
import { resumeSlice, type SliceInput } from '../../contracts/slices.ts';
import { readFirstPayload } from '../../lib/temporal-sdk/payloads.ts';
import { parseResult } from './progress-summary.ts';

type HistoryEvent = proto.api.history.v1.IHistoryEvent;

/**
 * The slices that a history tells of: those that were started, and those of an earlier run of the ingestion (`before`);
 * undefined of an ingestion that has none.
 */
export function replaySlices(
  events: readonly HistoryEvent[],
  before: readonly SliceProgress[] = [],
): SliceProgress[] | undefined {
  const slices = new Map(
    before.map((slice, position) => [(slice.run ?? slice.previous)?.workflowId ?? `${position}`, resumeSlice(slice)]),
  );
  for (const event of events) {
    const initiated = event.startChildWorkflowExecutionInitiatedEventAttributes;
    const started = event.childWorkflowExecutionStartedEventAttributes?.workflowExecution;
    const completed = event.childWorkflowExecutionCompletedEventAttributes;
    if (initiated?.workflowId) slices.set(initiated.workflowId, createSlice(readFirstPayload(initiated.input)));
    const slice = slices.get(started?.workflowId ?? completed?.workflowExecution?.workflowId ?? '');
    if (slice === undefined) continue;
    if (started) slice.run = { workflowId: started.workflowId ?? '', runId: started.runId ?? '' };
    if (completed) applyResult(slice, readFirstPayload(completed.result));
  }
  return slices.size === 0 ? undefined : [...slices.values()];
}

function createSlice(input: unknown): SliceProgress {
  const { from, request, previous } = input as SliceInput; // as: our own workflow starts no other child
  const begin = { status: 'running', stage: 'fingerprint', percent: 0, delivered: 0, failed: 0 } as const;
  return { from, count: request.files.length, ...(previous === undefined ? {} : { previous }), ...begin };
}

function applyResult(slice: SliceProgress, value: unknown): void {
  const result = parseResult(value);
  if (result !== undefined)
    Object.assign(slice, { status: result.status, stage: result.stage, percent: result.percent });
}
