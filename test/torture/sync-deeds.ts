import { ModelrailError } from '../../client/index.ts';
import { isUnavailable } from './ended.ts';
import type { SyncCall } from './plan.ts';
import type { Rig } from './rig.ts';
import type { RoundSync } from './round-sync.ts';
import { unmount } from './sync-mount.ts';
import { openRun } from './sync-runs.ts';

/** Asks something of a sync, once: Temporal may not answer, or there may be nothing to cancel any more. */
export async function askOfSync(
  rig: Rig,
  sync: RoundSync,
  call: SyncCall,
  note: (line: string) => void,
): Promise<void> {
  const { id } = sync.planned;
  try {
    if (call === 'unmount') await unmount(rig, sync);
    if (call === 'trigger' || call === 'unmount') {
      note(`trigger ${id}: ${JSON.stringify(await rig.client.syncs.trigger(id))}`);
      return;
    }
    const { run, delivery } = await openRun(rig, sync);
    const target = call === 'cancel run' ? run : delivery;
    note(`${call} of ${id}: ${target}`);
    if (target === undefined) return;
    sync.isCancelTried = true;
    if (call === 'cancel run') await rig.temporal.workflow.getHandle(target).cancel();
    else await rig.client.cancel(target);
  } catch (error) {
    const isTooLate = error instanceof ModelrailError && (error.isRetryable || error.type === 'AlreadyExists');
    if (!isTooLate && !isUnavailable(error)) throw error;
    note(`${call} of ${id}: ${String(error)}`);
  }
}
