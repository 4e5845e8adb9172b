import type { IuapFilesTypes } from '../../contracts/iuap-files/index.ts';
import { operationTable } from '../../platforms/iuap-files/operations.ts';
import type { IuapFilesSettings } from '../../platforms/iuap-files/settings.ts';
import type { PlatformActivities } from '../platform.ts';
import { createAttachActivities } from './attach.ts';
import { createFileRemover } from './removal.ts';
import { createSession, type IuapFilesSession } from './session.ts';
import { createFileVerifier } from './verification.ts';

/** The attachment service: every step, and what a run, a verification and a removal need. */
export const iuapFiles = {
  createSession,
  steps: (deps) => createAttachActivities(deps),
  plan: ({ settings: { directFrom } }) => (directFrom === undefined ? {} : { directFromBytes: directFrom }),
  operations: {
    table: operationTable,
    call: ({ client }, id, input, signal) => client.callByName(operationTable.endpointOf(id), input, signal),
  },
  remover: (session, calls) => createFileRemover(session, calls),
  verifier: (session, calls) => createFileVerifier(session, calls),
} satisfies PlatformActivities<
  IuapFilesSettings,
  IuapFilesSession,
  IuapFilesTypes['activities'],
  IuapFilesTypes['plan']
>;
