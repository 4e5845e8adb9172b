import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { Temporal } from '../temporal/temporal.ts';

const PAGE_SIZE = 1_000;

/** The runs that a query finds, as many as `most`. */
export async function readRuns(temporal: Temporal, query: string, most: number): Promise<WorkflowExecutionInfo[]> {
  const found: WorkflowExecutionInfo[] = [];
  const runs = temporal.client.workflow.list({ query, pageSize: PAGE_SIZE })[Symbol.asyncIterator]();
  while (found.length < most) {
    const next = await temporal.call(() => runs.next());
    if (next.done) break;
    found.push(next.value);
  }
  return found;
}
