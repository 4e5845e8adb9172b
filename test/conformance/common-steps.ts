import type { StepName } from '../../contracts/steps.ts';

/** The steps of every kind that a run of one file has; what is sent whole may be hashed while it is sent. */
export const COMMON_STEPS = {
  chunks: ['prepareIngestion', 'inspectSources', 'fingerprintFiles'],
  whole: ['prepareIngestion', 'inspectSources'],
} as const satisfies Record<string, StepName[]>;
