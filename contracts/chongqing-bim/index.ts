import type { KindFacts } from '../kind-facts.ts';
import type { ChongqingBimActivities } from './activities.ts';
import { describe } from './describe.ts';
import type { ChongqingBimRequest } from './request.ts';
import { isPlan, isProjectState, isRequest, isResume } from './shapes.ts';
import type { ChongqingBimPlan, ChongqingBimResume, ChongqingBimState, ProjectState } from './state.ts';

/** The types of this kind of platform. */
export interface ChongqingBimTypes {
  request: ChongqingBimRequest;
  plan: ChongqingBimPlan;
  state: ChongqingBimState;
  resume: ChongqingBimResume;
  /** The project. */
  shared: ProjectState;
  activities: ChongqingBimActivities;
}

/** The Chongqing BIM platform: all models of an ingestion are converted by tasks and registered under one project. */
export const CHONGQING_BIM: KindFacts<ChongqingBimTypes> = {
  delivered: 'registered',
  sends: 'chunks',
  sharesContents: true,
  // Sending and converting take nearly all the time of a real ingestion; the others get enough to be seen to pass.
  weights: { fingerprint: 10, upload: 50, merge: 2, synchronize: 2, convert: 30, register: 5 },
  steps: {
    queryUploadStatus: { title: 'ask what is there', policy: 'call', stage: 'upload', isQuery: true },
    transferChunks: { title: 'send files', policy: 'transfer', stage: 'upload', after: 'convert', reports: 'transfer' },
    mergeFiles: { title: 'merge the chunks', policy: 'call', stage: 'merge', after: 'convert' },
    synchronizeFiles: { title: 'synchronise records', policy: 'call', stage: 'synchronize', after: 'convert' },
    awaitMerged: { title: 'wait for the merge', policy: 'wait', stage: 'synchronize', after: 'convert' },
    submitConversion: { title: 'start the conversion', policy: 'call', stage: 'convert', tells: 'task' },
    awaitConversion: { title: 'wait for the conversion', policy: 'wait', stage: 'convert', reports: 'convert' },
    createProject: { title: 'create the project', policy: 'call' },
    createModelGroup: { title: 'create the model group', policy: 'call' },
    createModelFiles: { title: 'register the models', policy: 'call', stage: 'register', tells: 'registration' },
  },
  choices: { onModelError: { continue: 'register the others', fail: 'register none' } },
  advice: {
    NotFound:
      'the platform does not know it: check the id of the project (--project-id) and baseUrl of the platform, then start again',
    Authentication:
      'check username, password and tokenUrl of the platform (`modelrail doctor` tries them), restart the worker, then retry',
    PermissionDenied: "check the account's rights on the platform and bimApiKey, restart the worker, then retry",
    ConversionTimeout:
      'the platform took longer than convert.timeout: give it more time in the configuration, then retry',
    AlreadyExists: 'it exists already: use its id (--project-id), or another code or id',
  },
  describe,
  projectFlag: '--project-id',
  isRequest,
  isPlan,
  isResume,
  isShared: isProjectState,
};
