import type { Rig } from './rig.ts';

/** True when the latest run of an ingestion is closed; false as well when Temporal does not answer. */
export async function hasEnded({ temporal }: Pick<Rig, 'temporal'>, id: string): Promise<boolean> {
  try {
    const { closeTime } = await temporal.connection.withDeadline(Date.now() + 2_000, () =>
      temporal.workflow.getHandle(id).describe(),
    );
    return closeTime !== undefined;
  } catch (error) {
    if (isUnavailable(error)) return false;
    throw error;
  }
}

/** True for an error that says that Temporal did not answer. */
export function isUnavailable(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    // gRPC: cancelled, deadline exceeded, unavailable; failed precondition, while Temporal's own workers are not back.
    if ('code' in at && [1, 4, 9, 14].includes(Number(at.code))) return true;
  }
  return false;
}
