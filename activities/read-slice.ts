import { type Client, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { RESULT_QUERY } from '../contracts/names.ts';
import type { RunRef } from '../contracts/progress.ts';
import { sentenceOf } from '../contracts/sentences.ts';
import type { SliceInput } from '../contracts/slices.ts';
import type { IngestResult } from '../contracts/state.ts';
import { ModelrailError } from '../lib/errors.ts';
import { readOpening } from '../lib/temporal-sdk/opening.ts';
import { readFirstPayload } from '../lib/temporal-sdk/payloads.ts';

/**
 * What a run of a slice has done, or the run before it if it ended before it had read that; undefined when none has done
 * anything.
 */
export async function readSlice(client: Client, run: RunRef): Promise<IngestResult | undefined> {
  const result = await readRun(client, run);
  const unread = 'resume' in result ? result.resume.unread : result.previous;
  if (unread !== undefined) return await readSlice(client, unread);
  return 'resume' in result ? result : undefined;
}

/**
 * The result of a run. One that ended without, because it was terminated, is asked: a worker, which may be this one,
 * replays it. Of one that no worker ever took up, what it was to do.
 */
async function readRun(client: Client, { workflowId, runId }: RunRef): Promise<IngestResult | SliceInput> {
  const handle = client.workflow.getHandle(workflowId, runId, { followRuns: false });
  try {
    // Only the workflow of slices runs under their ids.
    return (await handle.result()) as IngestResult;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw forgotten(workflowId);
    if (!(error instanceof WorkflowFailedError)) throw error;
  }
  const { input, wasTakenUp } = await readOpening(client, { workflowId, runId });
  if (wasTakenUp || !input) return await handle.query<IngestResult>(RESULT_QUERY);
  return readFirstPayload(input) as SliceInput; // as: what the workflow of slices is started with
}

/** Without knowing what was done nothing may be done: it would be registered twice. */
function forgotten(workflowId: string): ModelrailError {
  const message = sentenceOf(
    'Temporal does not keep the run {workflowId} any more: what it delivered is not known, so its files need an ingestion of their own',
    { workflowId },
  );
  return new ModelrailError('NotFound', message);
}
