import { type Client, WorkflowNotFoundError } from '@temporalio/client';

/** A workflow that remembers something of a platform: by which query it tells that, by which signal it is told a change. */
export interface Memory {
  type: string;
  id: string;
  query: string;
  signal: string;
}

/** All that it remembers; nothing where it was never told anything. */
export async function readRemembered<One>(temporal: Client, { id, query }: Memory): Promise<One[]> {
  try {
    return await temporal.workflow.getHandle(id).query<One[]>(query);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return [];
    throw error;
  }
}

/** Tells it a change; starts it where there is none. */
export async function remember(
  { temporal, taskQueue }: { temporal: Client; taskQueue: string },
  { type, id, signal }: Memory,
  change: object,
): Promise<void> {
  await temporal.workflow.signalWithStart(type, {
    workflowId: id,
    taskQueue,
    args: [],
    signal,
    signalArgs: [change],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}
