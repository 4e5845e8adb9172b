import type { IngestActivities, PlatformKind, SourceActivities } from './activities.ts';
import { CHONGQING_BIM_STEPS } from './chongqing-bim.ts';
import type { FileProgress, FileStatus } from './progress.ts';
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

/** What everybody has to know of a kind of platform. */
interface KindFacts {
  /** The status of a file that is delivered. */
  delivered: FileStatus;
}

/** A line for each kind. */
const KIND_FACTS: Readonly<Record<PlatformKind, KindFacts>> = {
  'chongqing-bim': { delivered: 'registered' },
};

const DELIVERED = new Set(Object.values(KIND_FACTS).map(({ delivered }) => delivered));

/**
 * True of a file that is delivered. One kind's last status may be another's on the way, so it has to be through all stages.
 * A dry run takes files through them too, but gives them none of these statuses.
 */
export function isDelivered({ status, stage }: Pick<FileProgress, 'status' | 'stage'>): boolean {
  return stage === 'done' && DELIVERED.has(status);
}

/** Every step of an ingestion, of all kinds of platform. */
export const STEPS = { ...COMMON_STEPS, ...CHONGQING_BIM_STEPS } as const;

/** The name of a step. */
export type StepName = keyof typeof STEPS;

const BY_NAME: ReadonlyMap<string, StepInfo> = new Map(Object.entries(STEPS));

/** What is known of a step by the name of its activity; undefined of one that is none of {@link STEPS}. */
export function stepInfo(name: string): StepInfo | undefined {
  return BY_NAME.get(name);
}
