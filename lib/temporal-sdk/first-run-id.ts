import type { WorkflowExecutionDescription } from '@temporalio/client';

/** The run id by which a run is known: the first one of a chain of continued runs. */
export function firstRunId({ raw, runId }: Pick<WorkflowExecutionDescription, 'raw' | 'runId'>): string {
  return raw.workflowExecutionInfo?.firstRunId || runId;
}
