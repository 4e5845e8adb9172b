import type { SourceActivities } from './activities.ts';
import type { IngestActivities } from './ingest-activities.ts';
import { KINDS, type KindActivities } from './kinds.ts';
import type { NotifyActivities } from './notify.ts';
import type { OperationActivities } from './operations.ts';
import type { StepInfo } from './step-info.ts';
import type { SyncActivities, SyncPlanActivities } from './sync/activities.ts';
import type { VerificationActivities } from './verification.ts';

type CommonSteps = Omit<SourceActivities & IngestActivities, 'ping'>;

/** Every activity, by name. */
export type Activities = SourceActivities &
  IngestActivities &
  KindActivities &
  NotifyActivities &
  OperationActivities &
  SyncActivities &
  SyncPlanActivities &
  VerificationActivities;

/** The name of a step. A worker is asked by `ping`, and about deliveries, outside of runs: those are none. */
export type StepName = keyof (CommonSteps & KindActivities);

/** The steps of every ingestion. */
export const COMMON_STEPS: Readonly<Record<keyof CommonSteps, StepInfo>> = {
  prepareIngestion: { title: 'check the request', policy: 'call' },
  resetBackoff: { title: 'try again now', policy: 'answer' },
  readReports: { title: 'read how far the steps are', policy: 'answer' },
  readSlice: { title: 'read what was done before', policy: 'call' },
  // What cannot be held under one version is fetched whole.
  inspectSources: { title: 'look at the files', policy: 'read', stage: 'fingerprint', after: 'fingerprint' },
  fingerprintFiles: {
    title: 'take fingerprints',
    policy: 'read',
    stage: 'fingerprint',
    after: 'upload',
    reports: 'fingerprint',
  },
};

/** Every step of an ingestion, of all kinds of platform, by name. */
export const STEPS: ReadonlyMap<string, StepInfo> = new Map(
  [COMMON_STEPS, ...Object.values(KINDS).map(({ steps }) => steps)].flatMap((steps) => Object.entries(steps)),
);

/** What is known of a step by the name of its activity; undefined of one that is none of {@link STEPS}. */
export function stepInfo(name: string): StepInfo | undefined {
  return STEPS.get(name);
}
