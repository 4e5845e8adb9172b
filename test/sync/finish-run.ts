import type { SyncRun } from '../../client/index.ts';
import { temporalAddress } from '../support/provided.ts';
import type { TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';

/** Waits for the end of a run of a sync. */
export async function finishRun(system: Pick<TestSystem, 'client'>, id: string): Promise<SyncRun> {
  await using temporal = await connectTemporalClient(temporalAddress());
  // Temporal tells the end when it comes; how the run ended is what the caller looks at.
  await temporal.client.workflow
    .getHandle(id)
    .result()
    .catch(() => undefined);
  return await system.client.syncs.run(id);
}
