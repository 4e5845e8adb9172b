import type { KindFacts } from '../kind-facts.ts';
import { isBoolean, isCount, isPositive, isText, listOf, oneOf, optional, shaped } from '../shapes.ts';
import type { IuapFilesActivities } from './activities.ts';
import type { IuapFilesRequest } from './request.ts';

/** What the worker's configuration fixes for a run. */
export interface IuapFilesPlan {
  /** Files above so many bytes go directly; absent: none. */
  directFromBytes?: number;
}

/** What a run knows that only this kind has. */
export interface IuapFilesState {
  /** Positions of files that may be attached although no answer says so, in this run or in an earlier one. */
  doubtful: Set<number>;
}

/** What a later run of the same id needs of {@link IuapFilesState}. */
export interface IuapFilesResume {
  /** Absent without any. */
  doubtful?: number[];
}

/** What the service answered about an attached file beside its id. */
export type IuapFilesRemote = { url: string };

/** The types of this kind of platform. */
export interface IuapFilesTypes {
  request: IuapFilesRequest;
  plan: IuapFilesPlan;
  state: IuapFilesState;
  resume: IuapFilesResume;
  shared: undefined;
  remote: IuapFilesRemote;
  activities: IuapFilesActivities;
}

const hasResumeShape = shaped<IuapFilesResume>({ doubtful: optional(listOf(isCount)) });

/** The attachment service: each file is attached to a document by itself. */
export const IUAP_FILES: KindFacts<IuapFilesTypes> = {
  delivered: 'registered',
  sends: 'whole',
  sharesContents: false,
  removes: true,
  replacesById: true,
  weights: { fingerprint: 2, upload: 98 },
  steps: {
    lookForIuapAttachments: { title: 'ask what is there', policy: 'call', stage: 'upload', isQuery: true },
    attachIuapFiles: { title: 'attach files', policy: 'transfer', stage: 'upload', after: 'done', reports: 'transfer' },
  },
  advice: {
    AlreadyExists:
      'an attachment of this name is there: give the file another name, or replace what is there by --replace, and start again',
    Authentication: 'check `headers` of the platform (`modelrail doctor` tries them), restart the worker, then retry',
  },
  choices: { permission: { read: 'public', private: 'private', full: 'as the store has it' } },
  describe({ filepath, groupname }) {
    if (filepath === undefined) return { lines: [] };
    const group = groupname === undefined ? {} : { note: `group ${groupname}` };
    return { target: filepath, lines: [{ label: 'Document', value: filepath, ...group }] };
  },
  isRequest: shaped<IuapFilesRequest>({
    filepath: optional(isText),
    groupname: optional(isText),
    permission: optional(oneOf(['read', 'private', 'full'])),
    replace: optional(isBoolean),
    encrypt: optional(isBoolean),
    url: optional(isBoolean),
    direct: optional(isBoolean),
  }),
  isPlan: shaped<IuapFilesPlan>({ directFromBytes: optional(isPositive) }),
  isResume: (value, count) => hasResumeShape(value) && (value.doubtful ?? []).every((position) => position < count),
  isShared: (value) => value === undefined,
};
