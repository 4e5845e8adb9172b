import type { KindFacts } from '../kind-facts.ts';
import { isBoolean, isCount, isNumber, isPositive, isText, oneOf, optional, shaped } from '../shapes.ts';
import type { Fractal3dActivities } from './activities.ts';
import { describe } from './describe.ts';
import type { Fractal3dRequest } from './request.ts';

/** What the worker's configuration fixes for a run. */
export interface Fractal3dPlan {
  /** A job that takes longer has failed. */
  jobTimeoutMs: number;
  /** Heartbeat time-out of the steps that wait. */
  waitHeartbeatMs: number;
}

/** What a run knows of a file that only this kind has. */
export interface Fractal3dFileState {
  /** Its conversion, once the submission is answered. */
  transactionId?: string;
  /** When that was, in milliseconds since 1970. */
  submittedAtMs?: number;
  /** A conversion was asked for, and whether the platform has it is not known. */
  isAsking?: true;
}

/** What a run knows that only this kind has: of files, by position. */
export interface Fractal3dState {
  files: Map<number, Fractal3dFileState>;
}

/** What the platform answered about a file beside its record. */
export type Fractal3dRemote = Readonly<
  Partial<Record<'transactionId' | 'thumbnailTransactionId' | 'resourceId' | 'commentId', string>>
> &
  Readonly<Record<string, string>>;

/** The types of this kind of platform. */
export interface Fractal3dTypes {
  request: Fractal3dRequest;
  plan: Fractal3dPlan;
  state: Fractal3dState;
  resume: object;
  shared: undefined;
  remote: Fractal3dRemote;
  activities: Fractal3dActivities;
}

/** The Fractal 3D platform: each file is sent and converted by itself. */
export const FRACTAL_3D: KindFacts<Fractal3dTypes> = {
  delivered: 'converted',
  sends: 'whole',
  sharesContents: false,
  weights: { fingerprint: 2, upload: 58, convert: 40 },
  steps: {
    sendToFractal3d: {
      title: 'send files',
      policy: 'transfer',
      stage: 'upload',
      after: 'convert',
      reports: 'transfer',
    },
    submitFractal3dConversions: { title: 'start the conversion', policy: 'call', stage: 'convert' },
    awaitFractal3dConversions: { title: 'wait for the conversion', policy: 'wait', stage: 'convert', after: 'done' },
    // What comes now is about files that are delivered.
    requestFractal3dThumbnails: { title: 'ask for thumbnails', policy: 'call' },
    awaitFractal3dThumbnails: { title: 'wait for thumbnails', policy: 'wait' },
    commentOnFractal3d: { title: 'write comments', policy: 'call' },
    saveFractal3dResults: { title: 'save the results', policy: 'transfer' },
  },
  choices: { target: { e3dx: 'a 3D model', e2dx: 'a 2D drawing' } },
  advice: {
    Authentication: 'check apiKey of the platform (`modelrail doctor` tries it), restart the worker, then retry',
    PermissionDenied:
      'check `permissions` of the platform in the configuration, and the rights of its key, restart the worker, then retry',
    ConversionTimeout:
      'the platform took longer than convert.timeout: give it more time in the configuration, then retry',
    RateLimited:
      'the platform asks to slow down: retry later; others may use the same key (`auth: token` gives each worker a bucket of its own)',
  },
  describe,
  isRequest: shaped<Fractal3dRequest>({
    target: optional(oneOf(['e3dx', 'e2dx'])),
    thumbnail: optional(isText),
    comment: optional(isText),
    retention: optional(isNumber),
    save: optional(isText),
    byUrl: optional(isBoolean),
  }),
  isPlan: shaped<Fractal3dPlan>({
    jobTimeoutMs: isPositive,
    waitHeartbeatMs: isCount,
  }),
  isResume: shaped<object>({}),
  isShared: (value) => value === undefined,
};
