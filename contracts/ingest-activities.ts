import type { StepReports } from './activities.ts';
import type { IngestPlan } from './kinds.ts';
import type { RunRef } from './progress.ts';
import type { IngestRequest } from './request.ts';
import type { IngestResult } from './state.ts';

/** Steps of every ingestion, whatever its platform. */
export interface IngestActivities {
  /**
   * Validates the request against this worker's configuration and fixes the settings of the run. `recalls`: what earlier ingestions
   * are remembered to have done with its target is told.
   */
  prepareIngestion(input: { request: IngestRequest; recalls?: true }): Promise<IngestPlan>;
  /** Lets steps of this run and of its slices that wait for their next attempt start now; answers how many there were. */
  resetBackoff(input: { slices?: RunRef[] }): Promise<{ retriedNow: number }>;
  /** Reads what the pending steps of this run reported last. */
  readReports(input: Record<string, never>): Promise<StepReports>;
  /** Reads what an earlier run of a slice has done, for the next one to go on from. */
  readSlice(input: { run: RunRef }): Promise<{ result?: IngestResult | undefined }>;
  /** Answers at once: proof that a worker listens on a queue. */
  ping(input: Record<string, never>): Promise<{ identity: string }>;
}
