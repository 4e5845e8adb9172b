import type { ChongqingBimTypes } from '../../contracts/chongqing-bim/index.ts';
import { waitingHeartbeatTimeoutMs } from '../../contracts/policies.ts';
import { operationTable } from '../../platforms/chongqing-bim/operations.ts';
import type { ChongqingBimSettings } from '../../platforms/chongqing-bim/settings.ts';
import type { PlatformActivities } from '../platform.ts';
import { createConversionActivities } from './conversions.ts';
import { createRecordActivities } from './records.ts';
import { type ChongqingBimSession, createSession } from './session.ts';
import { createTransferActivities } from './transfers.ts';
import { createUploadActivities } from './uploads.ts';
import { createFileVerifier } from './verification.ts';

/** The Chongqing BIM platform: every step, and what a run and a verification need. */
export const chongqingBim = {
  createSession,
  steps: (deps) => ({
    ...createTransferActivities(deps),
    ...createUploadActivities(deps),
    ...createConversionActivities(deps),
    ...createRecordActivities(deps),
  }),
  plan: ({ settings: { upload, convert } }) => ({
    chunkSizeBytes: upload.chunkSize,
    maxModelsPerTask: convert.maxModels,
    convertTimeoutMs: convert.timeout,
    waitHeartbeatMs: waitingHeartbeatTimeoutMs(convert.pollInterval),
  }),
  operations: {
    table: operationTable,
    call: ({ client }, id, input, signal) => client.callByName(operationTable.endpointOf(id), input, signal),
  },
  verifier: (session, calls) => createFileVerifier(session, calls),
} satisfies PlatformActivities<
  ChongqingBimSettings,
  ChongqingBimSession,
  ChongqingBimTypes['activities'],
  ChongqingBimTypes['plan']
>;
