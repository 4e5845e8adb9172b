import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow';

/** Events of a history after which what is remembered goes on with a new one. */
const MAX_EVENTS = 2_000;

/** Waits until the history of a workflow that remembers is long, and all that was told is taken in. */
export async function untilHistoryIsLong(): Promise<void> {
  await condition(() => workflowInfo().historyLength > MAX_EVENTS || workflowInfo().continueAsNewSuggested);
  await condition(allHandlersFinished);
}
