import { fileURLToPath } from 'node:url';
import type { HistoryAndWorkflowId } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import pLimit from 'p-limit';
import { installQuietRuntime } from '../support/quiet-runtime.ts';

const codePath = fileURLToPath(new URL('../../dist/workflow-bundle.cjs', import.meta.url));
/** The SDK's runtime ends with its last worker, also under the hands of a lane that makes one: one replays at a time. */
const replaying = pLimit(1);

/** Runs the workflow code over histories; what it does not decide again as it stands there is a problem. */
export function findDivergences(histories: readonly HistoryAndWorkflowId[]): Promise<string[]> {
  return replaying(() => replay(histories));
}

async function replay(histories: readonly HistoryAndWorkflowId[]): Promise<string[]> {
  installQuietRuntime();
  const problems: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: { codePath } }, histories)) {
    if (error !== undefined) problems.push(`${workflowId} does not replay: ${error.message}`);
  }
  return problems;
}
