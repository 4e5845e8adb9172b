import { type Client, WorkflowFailedError } from '@temporalio/client';
import { RESULT_QUERY } from '../contracts/names.ts';
import type { RunRef } from '../contracts/progress.ts';
import type { IngestResult } from '../contracts/state.ts';

/**
 * What a run of a slice has done. One that ended without a result, because it was terminated, is asked: a worker, which
 * may be this one, replays it.
 */
export async function readSlice(client: Client, { workflowId, runId }: RunRef): Promise<IngestResult> {
  const handle = client.workflow.getHandle(workflowId, runId, { followRuns: false });
  try {
    // Only the workflow of slices runs under their ids.
    return (await handle.result()) as IngestResult;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return await handle.query<IngestResult>(RESULT_QUERY);
  }
}
