import { GIVEN_UP_MEMO, type GivenUpNotice, notifyWorkflowId } from '../../contracts/notify.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Notifications } from '../modelrail.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { describeOne } from './run.ts';

/** See `Modelrail.notifications`. */
export async function readNotifications(temporal: Temporal): Promise<Notifications | undefined> {
  try {
    const run = await describeOne(temporal, notifyWorkflowId(temporal.taskQueue));
    if (run.closeTime !== undefined) return undefined;
    const told = run.memo?.[GIVEN_UP_MEMO];
    return { givenUp: Array.isArray(told) ? (told as GivenUpNotice[]) : [] }; // as: only the workflow writes it
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return undefined;
    throw error;
  }
}
