import { isText, listOf, matching, oneOf, optional, shaped } from '../shapes.ts';
import { SYNC_NAME_PATTERN, type SyncDeclaration } from './declaration.ts';
import type { SyncReport } from './report.ts';
import type { Timing } from './timing.ts';

/** Name of the workflow of a run of a mirror, which a schedule or the command starts. */
export const MIRROR_WORKFLOW = 'mirrorProjects';

/** What a project has on the platform where it is mirrored, beside its code and its name. */
export interface MirroredFields {
  areaCode: string;
  /** An integer of that platform's dictionary, passed through. */
  type: number;
  /** The same. */
  stage: number;
}

/** What projects become, by the area that they lie in. */
export interface MirrorMap {
  /** By the code of an area: for the projects in it, and in the areas below that have no entry. */
  areas?: Record<string, Partial<MirroredFields>>;
  /** For all others, and for what an entry leaves out. */
  default?: Partial<MirroredFields>;
}

/** What a user declares of a recurring mirror: the projects of one platform become projects of another one. */
export interface MirrorDeclaration extends Timing {
  kind: 'mirror';
  /** The platform whose projects are mirrored. */
  platform: string;
  /** The platform that gets them. */
  to: string;
  map: MirrorMap;
  /** Codes of the groups whose projects are taken. Default: all. */
  groupCode?: string[];
  /** Codes of the areas whose projects are taken, with the areas below. Default: all. */
  areaCode?: string[];
}

/** The same as it stands in a configuration, where the map may be the path of a file. */
export type DeclaredMirror = Omit<MirrorDeclaration, 'map'> & { map: string | MirrorMap };

/** Input of a run. */
export interface MirrorInput {
  /** Of the sync that it is a run of; absent of one that is made by hand. */
  name?: string;
  declaration: MirrorDeclaration;
  /** Says what it would do, and does nothing. */
  isDryRun?: true;
}

/** A project that a run has made, or would make. */
export interface MirroredProject {
  /** The key of the project on both platforms. */
  projectId: string;
  projectName: string;
  /** Its id where it was made; absent where it was not. */
  id?: string;
}

/** What a run found and did: `found` are the projects that were to be mirrored, `removed` those that are gone. */
export interface MirrorReport extends SyncReport {
  unit: 'project';
  /** The first thousand. */
  created: MirroredProject[];
}

/** What recurs: a sync of files, or a mirror of projects. */
export type RecurringDeclaration = SyncDeclaration | MirrorDeclaration;

/** True for the declaration of a mirror. */
export function isMirror<D extends object>(declaration: D): declaration is Extract<D, { kind: 'mirror' }> {
  return 'kind' in declaration && declaration.kind === 'mirror';
}

const isFields = shaped<Partial<MirroredFields>>({
  areaCode: optional(isText),
  type: optional(Number.isInteger),
  stage: optional(Number.isInteger),
});

const isDeclaration = shaped<MirrorDeclaration>({
  kind: oneOf(['mirror']),
  platform: isText,
  to: isText,
  map: shaped<MirrorMap>({
    areas: optional(
      (value) => typeof value === 'object' && value !== null && Object.values(value).every((one) => isFields(one)),
    ),
    default: optional(isFields),
  }),
  groupCode: optional(listOf(isText)),
  areaCode: optional(listOf(isText)),
  every: optional(isText),
  cron: optional(isText),
  timezone: optional(isText),
  jitter: optional(isText),
  overlap: optional(oneOf(['skip', 'queue'])),
  catchUp: optional(isText),
});

/** True for the input of a run as any client of Temporal may send it. */
export const isMirrorInput = shaped<MirrorInput>({
  name: optional(matching(SYNC_NAME_PATTERN)),
  declaration: isDeclaration,
  isDryRun: optional(oneOf([true])),
});
