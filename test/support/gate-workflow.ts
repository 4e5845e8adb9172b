import { defineSignal, setHandler } from '@temporalio/workflow';
import type { StepReports } from '../../contracts/activities.ts';
import { PAUSE_SIGNAL, RESUME_SIGNAL } from '../../contracts/names.ts';
import { createPauseGate } from '../../workflows/ingest/pause-gate.ts';
import { steps } from '../../workflows/steps/steps.ts';

/** Runs one transfer behind a gate, as `ingest` does; answers what it was told of interrupted ones. */
export async function transferBehindGate(): Promise<Partial<StepReports>[]> {
  const gate = createPauseGate();
  setHandler(defineSignal(PAUSE_SIGNAL), () => gate.pause());
  setHandler(defineSignal(RESUME_SIGNAL), () => gate.resume());
  const told: Partial<StepReports>[] = [];
  await gate.run(
    () => steps.transferChunks({ platform: 'cq', chunkSizeBytes: 1, files: [] }, { summary: 'send' }),
    (done) => told.push(done),
  );
  return told;
}
