import type { KindFacts } from '../kind-facts.ts';
import { isText, optional, shaped } from '../shapes.ts';
import type { DropBoxActivities } from './activities.ts';

/** What the worker's configuration fixes for a run: nothing. */
export type DropBoxPlan = object;

/** What a run knows that only this kind has: nothing. */
export type DropBoxState = object;

/** What the request names beside platform and files. */
export interface DropBoxRequest {
  /** The box that takes the files. */
  box: string;
}

/** The types of this kind of platform. */
export interface DropBoxTypes {
  request: DropBoxRequest;
  plan: DropBoxPlan;
  state: DropBoxState;
  resume: object;
  shared: undefined;
  activities: DropBoxActivities;
}

/** A drop box: each file is one request by itself, and there as soon as that is answered. */
export const DROP_BOX: KindFacts<DropBoxTypes> = {
  // Not the status of another kind: what takes that for granted shows.
  delivered: 'converted',
  sends: 'whole',
  sharesContents: false,
  removes: true,
  weights: { fingerprint: 2, upload: 98 },
  steps: {
    lookIntoDropBox: { policy: 'call', stage: 'upload', isQuery: true },
    putIntoDropBox: { policy: 'transfer', stage: 'upload', after: 'done', reports: 'transfer' },
  },
  describe: ({ box }) => (box === undefined ? { lines: [] } : { target: box, lines: [{ label: 'Box', value: box }] }),
  isRequest: shaped<Partial<DropBoxRequest>>({ box: optional(isText) }),
  isPlan: shaped<DropBoxPlan>({}),
  isResume: shaped<object>({}),
  isShared: (value) => value === undefined,
};
