import type { StepInfo } from '../step-info.ts';
import type { MirrorInput, MirrorReport } from '../sync/mirror.ts';

/** Name of the workflow that remembers which projects were mirrored. */
export const MIRROR_MEMORY_WORKFLOW = 'mirrorMemory';
/** Signal to it: a `MirrorChange`. */
export const CHANGE_MIRRORED_SIGNAL = 'changeMirrored';
/** Query of it: all that it remembers. */
export const MIRRORED_QUERY = 'mirrored';

/** The id of the workflow that remembers what of one platform is mirrored on another: no ingestion's, since that has no slash. */
export function mirrorMemoryId(platform: string, to: string): string {
  return `${platform}/mirrored/${to}`;
}

/** The id of the workflow that mirrors: there is one at a time for two platforms, however it is started. */
export function mirrorWorkflowId(platform: string, to: string): string {
  return `${platform}/mirror/${to}`;
}

/** A project as it is remembered. */
export interface RememberedProject {
  projectId: string;
  /** The id that we have given it on the other platform, the same in every attempt. */
  id: string;
  /** `attempted`: it may be there, an answer was lost or is outstanding. */
  state: 'attempted' | 'created';
  /** It was gone from its own platform, and that was told. */
  isGone?: true;
}

/** A change of what is remembered. */
export interface MirrorChange {
  set: RememberedProject[];
  /** Ids of projects that were surely not made. */
  forget: string[];
}

/** A project to be mirrored. */
export interface SourceProject {
  projectId: string;
  projectName: string;
  /** Codes of its area and of those above, the nearest first. */
  areas: string[];
  /** False where groups and areas were named, and it lies in none of them. */
  isWanted: boolean;
}

/** The platforms that a mirror is between. */
export interface MirrorPair {
  platform: string;
  to: string;
}

/** The steps of a mirror, beside the call that makes a project, which is the other platform's. */
export interface MirrorActivities {
  /** All projects of a platform. Error: `NotFound` for a group or an area that is named and not there. */
  readPersagyProjects(input: { platform: string; groupCode?: string[]; areaCode?: string[] }): Promise<{
    projects: SourceProject[];
  }>;
  /** What is remembered. */
  readMirrored(input: MirrorPair): Promise<{ projects: RememberedProject[] }>;
  /** Remembers. */
  rememberMirrored(input: MirrorPair & { change: MirrorChange }): Promise<void>;
}

/** The steps of a mirror, by name. */
export const MIRROR_STEPS: Readonly<Record<keyof MirrorActivities, StepInfo>> = {
  readPersagyProjects: { policy: 'call' },
  readMirrored: { policy: 'call' },
  rememberMirrored: { policy: 'call' },
};

/** What the workflow that mirrors is given. */
export type MirrorWork = Pick<MirrorInput, 'declaration' | 'isDryRun'>;

/** What a mirror goes on with after its history was cut. */
export interface MirrorState {
  report: MirrorReport;
  /** Projects that were refused: not asked for again by the same run. */
  refused: string[];
}

/** Projects that are remembered together, before and after they are made. */
export const PROJECTS_AT_A_TIME = 25;
/** Of these, calls at a time. */
export const MIRROR_CALLS_AT_ONCE = 4;
