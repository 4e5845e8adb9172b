import type { IngestActivities, SourceActivities } from './activities.ts';
import { CHONGQING_BIM_STEPS } from './chongqing-bim.ts';
import type { StepInfo } from './step-info.ts';

/** The steps of every ingestion. A worker is asked by `ping` outside of runs, so that is no step. */
const COMMON_STEPS = {
  prepareIngestion: { policy: 'call' },
  hastenAttempts: { policy: 'answer' },
  readReports: { policy: 'answer' },
  readSlice: { policy: 'call' },
  inspectSources: { policy: 'call', stage: 'fingerprint', after: 'fingerprint' },
  fingerprintFiles: { policy: 'read', stage: 'fingerprint', after: 'upload', reports: 'hash' },
} as const satisfies Record<Exclude<keyof (SourceActivities & IngestActivities), 'ping'>, StepInfo>;

/** Every step of an ingestion, of all kinds of platform. */
export const STEPS = { ...COMMON_STEPS, ...CHONGQING_BIM_STEPS } as const;

/** The name of a step. */
export type StepName = keyof typeof STEPS;

const BY_NAME: ReadonlyMap<string, StepInfo> = new Map(Object.entries(STEPS));

/** What is known of a step by the name of its activity; undefined of one that is none of {@link STEPS}. */
export function stepInfo(name: string): StepInfo | undefined {
  return BY_NAME.get(name);
}
