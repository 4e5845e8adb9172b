import type { KindFacts } from '../kind-facts.ts';
import type { LongyanDiskActivities } from './activities.ts';
import { CHOICES } from './choices.ts';
import { describe } from './describe.ts';
import type { LongyanDiskRequest } from './request.ts';
import { isFolderState, isPlan, isRequest, isResume } from './shapes.ts';
import type { FolderState, LongyanDiskPlan, LongyanDiskResume, LongyanDiskState } from './state.ts';

/** The types of this kind of platform. */
export interface LongyanDiskTypes {
  request: LongyanDiskRequest;
  plan: LongyanDiskPlan;
  state: LongyanDiskState;
  resume: LongyanDiskResume;
  /** The new folder; none is made for a request that names none. */
  shared: FolderState;
  /** Ids of the resource and of the new folder that it is in. */
  remote: LongyanDiskRemote;
  activities: LongyanDiskActivities;
}

/** What the platform answered about a delivered file beside its `fid`. */
export type LongyanDiskRemote = { resId: string; dirId?: string };

/** The Longyan online disk: each file by itself, whole or by position, then a resource of it with its teaching metadata. */
export const LONGYAN_DISK: KindFacts<LongyanDiskTypes> = {
  delivered: 'registered',
  sends: 'chunks',
  sharesContents: false,
  weights: { fingerprint: 10, upload: 85, register: 5 },
  steps: {
    findLongyanMetadata: { title: 'look up teaching metadata', policy: 'call' },
    createLongyanFolder: { title: 'make the folder', policy: 'call' },
    lookForLongyanUploads: { title: 'ask what is there', policy: 'call', stage: 'upload', isQuery: true },
    sendLongyanFiles: {
      title: 'send files',
      policy: 'transfer',
      stage: 'upload',
      after: 'register',
      reports: 'transfer',
    },
    resumeLongyanFiles: {
      title: 'send files part by part',
      policy: 'transfer',
      stage: 'upload',
      after: 'register',
      reports: 'transfer',
    },
    createLongyanResource: {
      title: 'make the resource',
      policy: 'call',
      stage: 'register',
      after: 'done',
      tells: 'registration',
    },
  },
  advice: {
    NotFound:
      'the platform does not know it: start again with one of those that the message lists; where it lists none, check baseUrl of the platform',
    Authentication:
      'check apiKey, secretKey, appId and appKey of the platform (`modelrail doctor` tries them), restart the worker, then retry',
    AlreadyExists: 'a folder of this name is there: give its id (--parent-id) in place of --folder, and start again',
  },
  choices: CHOICES,
  describe,
  // The folder is made once: no call finds it again.
  substitutes: ({ folder }) => (folder?.dirId === undefined ? {} : { folder: { parentId: folder.dirId } }),
  doubtful: ({ doubtful = [] }) => doubtful,
  isRequest,
  isPlan,
  isResume,
  isShared: (value) => value === undefined || isFolderState(value),
};
