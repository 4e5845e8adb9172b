import { defineSignal, setHandler } from '@temporalio/workflow';
import type { UploadedFile } from '../../contracts/chongqing-bim/activities.ts';
import { awaitMerged } from '../../workflows/chongqing-bim/await-merged.ts';
import { createPauseGate } from '../../workflows/ingest/pause-gate.ts';
import { createTimer } from '../../workflows/steps/timer.ts';

/** Waits for files as an ingestion does, with a limit short enough for a test. */
export async function waitForMerge({ files, limitMs }: { files: UploadedFile[]; limitMs: number }) {
  const gate = createPauseGate();
  setHandler(defineSignal('pause'), () => gate.pause());
  setHandler(defineSignal('resume'), () => gate.resume());
  return awaitMerged({
    platform: 'cq',
    chunkSizeBytes: 1,
    files,
    label: 'house.ifc',
    gate,
    timer: createTimer(limitMs),
  });
}
