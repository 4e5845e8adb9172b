import type { ChongqingBimActivities } from './activities.ts';
import type { StepInfo } from './step-info.ts';

/** The steps of this kind of platform. */
export const CHONGQING_BIM_STEPS = {
  queryUploadStatus: { policy: 'call', stage: 'upload', isQuery: true },
  transferChunks: { policy: 'transfer', stage: 'upload', after: 'convert', reports: 'transfer' },
  mergeFiles: { policy: 'call', stage: 'merge', after: 'convert' },
  synchronizeFiles: { policy: 'call', stage: 'synchronize', after: 'convert' },
  awaitMerged: { policy: 'wait', stage: 'synchronize', after: 'convert' },
  submitConversion: { policy: 'call', stage: 'convert' },
  awaitConversion: { policy: 'wait', stage: 'convert', reports: 'percent' },
  createProject: { policy: 'call' },
  createModelGroup: { policy: 'call' },
  createModelFiles: { policy: 'call', stage: 'register' },
} as const satisfies Record<keyof ChongqingBimActivities, StepInfo>;
