import { WorkflowExecutionAlreadyStartedError, type WorkflowStartOptions } from '@temporalio/client';
import { type SearchAttributePair, WorkflowIdConflictPolicy, type WorkflowIdReusePolicy } from '@temporalio/common';
import { describeTarget } from '../../contracts/kinds.ts';
import { labelsMemo } from '../../contracts/labels.ts';
import { INGEST_WORKFLOW, REQUEST_DIGEST_MEMO } from '../../contracts/names.ts';
import { notifyMemo } from '../../contracts/notify.ts';
import type { LeftOutSource } from '../../contracts/progress.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import type { IngestResult } from '../../contracts/state.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { InternalWorkflowStartOptionsSymbol } from '../../lib/temporal-sdk/internals.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { requestDigest } from './request-digest.ts';
import { describeRequest, summariseRequest } from './request-text.ts';
import { attributeKeys } from './run.ts';
import { skippedMemo } from './skipped.ts';
import { startedByMemo } from './started-by.ts';

/** A run to start. */
export interface NewRun {
  id: string;
  request: IngestRequest;
  /** What an earlier run of the id has done. */
  previous?: IngestResult;
  reusePolicy: WorkflowIdReusePolicy;
  /** What a second start of the id is compared with. Default: the digest of the request. */
  digest?: string;
  /** What was left out of the request. */
  skipped?: readonly LeftOutSource[];
  /** Who starts it, or started it first. */
  startedBy?: string;
  /** Two starts with the same key are one: the second gets the run of the first, even when that has ended. */
  startKey?: string;
}

/** Keyword values beyond this length do not fit the columns of Temporal's SQL visibility stores. */
const MAX_KEYWORD_LENGTH = 255;

/** Starts a run and answers its id; undefined when the id is taken. */
export async function startRun(temporal: Temporal, run: NewRun): Promise<string | undefined> {
  const options: WorkflowStartOptions = {
    workflowId: run.id,
    taskQueue: temporal.taskQueue,
    args: run.previous === undefined ? [run.request] : [run.request, run.previous],
    workflowIdReusePolicy: run.reusePolicy,
    // Not USE_EXISTING: that answers the same whether the run was there before or not, and the caller has to know.
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    memo: {
      [REQUEST_DIGEST_MEMO]: run.digest ?? requestDigest(run.request),
      ...notifyMemo(run.request),
      ...labelsMemo(run.request),
      ...startedByMemo(run.startedBy),
      ...skippedMemo(run.skipped),
    },
    staticSummary: summariseRequest(run.request),
    staticDetails: describeRequest(run.request),
    typedSearchAttributes: searchAttributes(run.request),
  };
  return await temporal.call(async () => {
    try {
      const handle = await temporal.client.workflow.start(INGEST_WORKFLOW, withStartKey(options, run.startKey));
      return handle.firstExecutionRunId;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
      throw error;
    }
  });
}

function searchAttributes(request: IngestRequest): SearchAttributePair[] {
  const { project } = describeTarget(request);
  const pairs: SearchAttributePair[] = [
    { key: attributeKeys.platform, value: cutText(request.platform, MAX_KEYWORD_LENGTH) },
    { key: attributeKeys.status, value: 'running' },
    { key: attributeKeys.stage, value: 'fingerprint' },
  ];
  if (project) pairs.push({ key: attributeKeys.project, value: cutText(project, MAX_KEYWORD_LENGTH) });
  return pairs;
}

/**
 * Temporal starts one run only for equal request ids. The SDK makes a random one for each call; its own integrations
 * choose theirs by this symbol, which is the only way to do so.
 */
function withStartKey(options: WorkflowStartOptions, startKey: string | undefined): WorkflowStartOptions {
  if (startKey === undefined) return options;
  return { ...options, [InternalWorkflowStartOptionsSymbol]: { requestId: startKey } } as WorkflowStartOptions; // as: the public type hides the symbol
}
