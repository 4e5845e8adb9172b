import type { OperationName } from '../../platforms/persagy/endpoints.ts';
import { operationTable } from '../../platforms/persagy/operation-table.ts';
import type { PersagySettings } from '../../platforms/persagy/settings.ts';
import type { PlatformActivities } from '../platform.ts';
import { createMirrorActivities } from './mirror.ts';
import { createProvisionActivities } from './provision.ts';
import { createSession, type PersagySession } from './session.ts';

/** The Persagy operations platform. It takes no files. */
export const persagy = {
  createSession,
  steps: (deps) => ({ ...createProvisionActivities(deps), ...createMirrorActivities(deps) }),
  operations: {
    table: operationTable,
    call: ({ client }, operation, input, signal) => client.send(operation as OperationName, input, signal), // as: it is in the table
  },
} satisfies PlatformActivities<PersagySettings, PersagySession>;
