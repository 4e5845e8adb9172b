import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { RunRef } from '../../contracts/progress.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';

/** Whether the run that holds a memory is open, by what Temporal says of the latest run of its id; undefined: it has none. */
export function isOpenHolder(found: WorkflowExecutionDescription | undefined, { runId }: RunRef): boolean {
  const first = found?.raw.workflowExecutionInfo?.firstRunId;
  // A server that does not tell it leaves open whether the run is of the same chain.
  return found?.status.name === 'RUNNING' && (!first || first === runId);
}

/** Error of what cannot be done while a run holds the memory of a sync. */
export function occupied(name: string, { workflowId, runId }: RunRef, isRetryable = false): ModelrailError {
  const busy = sentenceOf('another run of {name} is made: {id} (run id {runId})', { name, id: workflowId, runId });
  return new ModelrailError('AlreadyExists', busy, { isRetryable });
}
