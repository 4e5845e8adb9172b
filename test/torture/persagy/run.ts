import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ErrorInfo } from '../../../client/index.ts';
import { isErrorType } from '../../../contracts/errors.ts';
import { hasEnded, isUnavailable } from '../ended.ts';
import { TASK_QUEUE } from '../processes.ts';
import type { Rig } from '../rig.ts';
import { waitUntil } from '../waiting.ts';

const BOUND_MS = 240_000;

/** How a workflow ended, with what it answered. */
export type Ended<Answer> = { status: 'completed'; answer: Answer } | { status: string; error: ErrorInfo };

/** A workflow of a round. */
export interface WorkflowRun {
  id: string;
  runId: string;
}

/** Starts a workflow under an id of its own, however often Temporal does not answer. */
export async function startWorkflow({ temporal }: Rig, type: string, id: string, input: object): Promise<WorkflowRun> {
  return await waitUntil(`the start of ${id}`, BOUND_MS, () =>
    tolerant(async () => {
      try {
        const { firstExecutionRunId } = await temporal.connection.withDeadline(Date.now() + 2_000, () =>
          temporal.workflow.start(type, { workflowId: id, taskQueue: TASK_QUEUE, args: [input] }),
        );
        return { id, runId: firstExecutionRunId };
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const { runId } = await temporal.workflow.getHandle(id).describe();
        return { id, runId };
      }
    }),
  );
}

/** Waits for the end of a workflow, and answers how it ended. */
export async function endOf<Answer>(rig: Rig, { id, runId }: WorkflowRun): Promise<Ended<Answer>> {
  await waitUntil(`the end of ${id}`, BOUND_MS, async () => ((await hasEnded(rig, id)) ? true : undefined));
  return await waitUntil(`the outcome of ${id}`, BOUND_MS, () =>
    tolerant(async (): Promise<Ended<Answer>> => {
      try {
        const answer = (await rig.temporal.workflow.getHandle(id, runId).result()) as Answer; // as: the caller names the workflow
        return { status: 'completed', answer };
      } catch (error) {
        if (!(error instanceof WorkflowFailedError)) throw error;
        const { cause } = error;
        const type = cause instanceof ApplicationFailure && isErrorType(cause.type) ? cause.type : 'Internal';
        const status =
          cause?.name === 'CancelledFailure'
            ? 'cancelled'
            : cause?.name === 'ApplicationFailure'
              ? 'failed'
              : String(cause?.name);
        return { status, error: { type: status === 'cancelled' ? 'Cancelled' : type, message: cause?.message ?? '' } };
      }
    }),
  );
}

/** Asks for the end of a workflow; one that has ended has. */
export async function cancelRun({ temporal }: Rig, { id }: WorkflowRun): Promise<void> {
  await waitUntil(`the cancellation of ${id}`, BOUND_MS, () =>
    tolerant(async () => {
      try {
        await temporal.workflow.getHandle(id).cancel();
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
      return true;
    }),
  );
}

async function tolerant<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    throw error;
  }
}
