import type { LongyanDiskTypes } from '../../contracts/longyan-disk/index.ts';
import { operationTable } from '../../platforms/longyan-disk/operations.ts';
import type { LongyanDiskSettings } from '../../platforms/longyan-disk/settings.ts';
import type { PlatformActivities } from '../platform.ts';
import { createMetadataActivities } from './metadata.ts';
import { createResourceActivities } from './resources.ts';
import { createResumeActivities } from './resumed-files.ts';
import { createSession, type LongyanDiskSession } from './session.ts';
import { createWholeFileActivities } from './whole-files.ts';

/**
 * The Longyan online disk: every step, and what a run needs. There is no verifier: the call that says what is there makes it
 * where it is not.
 */
export const longyanDisk = {
  createSession,
  steps: (deps) => ({
    ...createMetadataActivities(deps),
    ...createWholeFileActivities(deps),
    ...createResumeActivities(deps),
    ...createResourceActivities(deps),
  }),
  plan: ({ settings: { upload } }) => ({
    resumableFromBytes: upload.resumableFrom,
    partSizeBytes: upload.partSize,
  }),
  operations: {
    table: operationTable,
    call: ({ client }, id, input, signal) => client.callByName(operationTable.endpointOf(id), input, signal),
  },
} satisfies PlatformActivities<
  LongyanDiskSettings,
  LongyanDiskSession,
  LongyanDiskTypes['activities'],
  LongyanDiskTypes['plan']
>;
