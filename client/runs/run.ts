import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import protos, { type temporal as proto } from '@temporalio/proto';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import type { IngestStatus, RunRef } from '../../contracts/progress.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { readOpening } from '../../lib/temporal-sdk/opening.ts';
import { decodeDescription, decodeHistory, readPayload } from '../../lib/temporal-sdk/payloads.ts';
import type { Temporal } from '../temporal/temporal.ts';

/** What Temporal says of one run of an ingestion. */
export type Run = WorkflowExecutionDescription;

/** Search attribute keys of an ingestion, as far as the client reads or sets them. */
export const attributeKeys = {
  platform: defineSearchAttributeKey('ModelrailPlatform', SearchAttributeType.KEYWORD),
  status: defineSearchAttributeKey('ModelrailStatus', SearchAttributeType.KEYWORD),
  stage: defineSearchAttributeKey('ModelrailStage', SearchAttributeType.KEYWORD),
  project: defineSearchAttributeKey('ModelrailProject', SearchAttributeType.KEYWORD),
  /** Temporal's own: workers take a run up and have failed at it several times. */
  problems: defineSearchAttributeKey('TemporalReportedProblems', SearchAttributeType.KEYWORD_LIST),
} as const;

/** The latest run of an ingestion. Error: `NotFound`, also for a workflow that is no ingestion. */
export async function describeRun(temporal: Temporal, id: string): Promise<Run> {
  if (id === '') throw notFound(id);
  const run = await describeOne(temporal, id);
  if (run.type !== INGEST_WORKFLOW) throw notFound(id);
  return run;
}

/** What Temporal says of the run `runId`, by default of the latest one, its payloads decoded. Error: `NotFound`. */
export async function describeOne(temporal: Temporal, workflowId: string, runId?: string): Promise<Run> {
  return await temporal.call(async () => {
    const run = await temporal.client.workflow.getHandle(workflowId, runId).describe();
    await decodeDescription(temporal.client, run.raw);
    return run;
  });
}

/** A handle that stays with one run, whatever is started under its id later. */
export function handleOf(temporal: Temporal, run: RunRef): WorkflowHandle {
  return temporal.client.workflow.getHandle(run.workflowId, run.runId, { followRuns: false });
}

/** True of an open run whose cancellation was asked for, whether or not a worker has taken that up. */
export function isCancelRequested(run: Run): boolean {
  return run.closeTime === undefined && run.raw.workflowExtendedInfo?.cancelRequested === true;
}

/** Status of a run by what Temporal knows without a worker. `attribute` is its `ModelrailStatus`. */
export function statusOfRun(executionStatus: string, attribute: string | undefined): IngestStatus {
  switch (executionStatus) {
    case 'COMPLETED':
      return attribute === 'partial' ? 'partial' : 'completed';
    case 'CANCELLED':
      return 'cancelled';
    case 'FAILED':
    case 'TERMINATED':
    case 'TIMED_OUT':
      return 'failed';
    default:
      return attribute === 'paused' ? 'paused' : 'running';
  }
}

/** The arguments a run was started with. */
export async function readInput(temporal: Temporal, run: Run, deadline?: number): Promise<unknown[]> {
  return inputOf(await readEvents(temporal, run, { maximumPageSize: 1 }, deadline));
}

/** The arguments in the first event of a history. */
export function inputOf([first]: readonly proto.api.history.v1.IHistoryEvent[]): unknown[] {
  const payloads = first?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  return payloads.map(readPayload);
}

/** The history of a run from its beginning, as far as it can be read until `deadline`. */
export async function readHistory(
  temporal: Temporal,
  run: Run,
  deadline: number,
): Promise<{ events: proto.api.history.v1.IHistoryEvent[]; isWhole: boolean }> {
  const events: proto.api.history.v1.IHistoryEvent[] = [];
  let nextPageToken: Uint8Array | undefined;
  try {
    do {
      const page = await readPage(temporal, run, nextPageToken === undefined ? {} : { nextPageToken }, deadline);
      events.push(...(page.history?.events ?? []));
      nextPageToken = page.nextPageToken;
    } while (nextPageToken?.length);
  } catch (error) {
    if (!(error instanceof ModelrailError) || error.type !== 'TemporalUnavailable') throw error;
    return { events, isWhole: false };
  }
  return { events, isWhole: true };
}

/** The whole history of a run, page by page, each with a deadline of its own. Errors: `NotFound`, `TemporalUnavailable`. */
export async function readWholeHistory(temporal: Temporal, run: RunRef): Promise<proto.api.history.v1.IHistoryEvent[]> {
  const events: proto.api.history.v1.IHistoryEvent[] = [];
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await readPage(temporal, run, nextPageToken === undefined ? {} : { nextPageToken });
    events.push(...(page.history?.events ?? []));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
  return events;
}

/** The first event of a run. Errors: `NotFound`, `TemporalUnavailable`. */
export async function readFirstEvents(temporal: Temporal, run: RunRef): Promise<proto.api.history.v1.IHistoryEvent[]> {
  return await readEvents(temporal, run, { maximumPageSize: 1 });
}

/** The event that ended a run. */
export async function readCloseEvent(
  temporal: Temporal,
  run: RunRef,
): Promise<proto.api.history.v1.IHistoryEvent | undefined> {
  const historyEventFilterType =
    protos.temporal.api.enums.v1.HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT;
  return (await readEvents(temporal, run, { historyEventFilterType })).at(-1);
}

/** Whether a worker has ever taken up a run. */
export async function wasTakenUp(temporal: Temporal, run: Run): Promise<boolean> {
  return (await temporal.call(() => readOpening(temporal.client, run))).wasTakenUp;
}

type Which = { maximumPageSize?: number; historyEventFilterType?: number; nextPageToken?: Uint8Array };

async function readEvents(
  temporal: Temporal,
  run: RunRef,
  which: Which,
  deadline?: number,
): Promise<proto.api.history.v1.IHistoryEvent[]> {
  return (await readPage(temporal, run, which, deadline)).history?.events ?? [];
}

async function readPage(temporal: Temporal, run: RunRef, which: Which, deadline?: number) {
  const execution = { workflowId: run.workflowId, runId: run.runId };
  return await temporal.call(async () => {
    const { client, namespace } = temporal;
    const page = await client.workflowService.getWorkflowExecutionHistory({ namespace, execution, ...which });
    await decodeHistory(client, page);
    return page;
  }, deadline);
}

function notFound(id: string): ModelrailError {
  return new ModelrailError('NotFound', sentenceOf('no ingestion {id} in Temporal', { id: id || '""' }), {
    unknownId: id,
  });
}
