import { CancellationScope, defineSignal, setHandler } from '@temporalio/workflow';
import { RESUME_SIGNAL } from '../../../contracts/names.ts';
import { createPauseGate } from '../../../workflows/ingest/pause-gate.ts';
import type { LongyanDiskRun } from '../../../workflows/longyan-disk/longyan-disk-run.ts';
import { sharedFolder } from '../../../workflows/longyan-disk/shared-folder.ts';

/** Makes the folder of an ingestion that is paused, as soon as it is resumed. */
export async function makeFolderOnceResumed(): Promise<void> {
  const gate = createPauseGate();
  gate.pause();
  // Behind it: a signal that comes with the start is handled at once.
  setHandler(defineSignal(RESUME_SIGNAL), () => gate.resume());
  const state = { request: { platform: 'disk', folder: '春季' }, own: { folder: { create: 'none' } } };
  const run = { state, gate, changed: () => undefined } as unknown as LongyanDiskRun; // as: all that is used of it
  const scope = CancellationScope.current();
  // As slices have it made: in a scope that no cancellation ends.
  await CancellationScope.nonCancellable(() => sharedFolder.prepare(run, () => scope.consideredCancelled));
}
