import type { ScheduleDescription, ScheduleUpdateOptions } from '@temporalio/client';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { grpcStatus } from '../../lib/temporal-server/refusals.ts';
import { requestDigest } from '../runs/request-digest.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { describeSchedule, onSchedule, writing } from './schedule.ts';

/** How often a change is made from what there is then, when it was another by the time of the change. */
const MOST_ATTEMPTS = 5;
const FAILED_PRECONDITION = 9;

/** A schedule was changed by another between the look at it and the change. */
class Disturbed extends ModelrailError {
  constructor(name: string, cause?: unknown) {
    const message = sentenceOf('{name} is being changed by another at the same time: try again', { name });
    super('AlreadyExists', message, { isRetryable: true, ...(cause === undefined ? {} : { cause }) });
  }
}

/**
 * Writes a schedule, if it still is as it was `seen`. The SDK knows nothing of the token by which Temporal tells that, and would
 * take back a pause that came meanwhile. Temporal answers a change that it does not make as any other, so it is looked at once
 * more. Errors: `AlreadyExists`, worth trying again; `InvalidRequest`.
 */
export async function updateSchedule(
  temporal: Temporal,
  name: string,
  seen: ScheduleDescription,
  schedule: ScheduleUpdateOptions,
): Promise<void> {
  const { conflictToken = null } = seen.raw;
  const { schedule: client } = temporal.client;
  const service = client.workflowService;
  const withToken = (request: Parameters<typeof service.updateSchedule>[0]) =>
    service.updateSchedule({ ...request, conflictToken });
  const guardedService: unknown = Object.create(service, { updateSchedule: { value: withToken } });
  // as: all of the client but for the service that it calls
  const guarded = Object.create(client, { workflowService: { value: guardedService } }) as typeof client;
  await onSchedule(
    temporal,
    name,
    async (handle) => {
      try {
        await writing(name, () => handle.update(() => schedule));
      } catch (error) {
        const status = grpcStatus(error);
        if (status?.code === FAILED_PRECONDITION && /conflict token/i.test(status.details))
          throw new Disturbed(name, error);
        throw error;
      }
    },
    guarded,
  );
  const { input } = await describeSchedule(temporal, name);
  if (requestDigest(input) !== requestDigest(schedule.action.args?.[0])) throw new Disturbed(name);
}

/** Does something that changes a schedule, from the beginning again as often as another changed that meanwhile. */
export async function untilUndisturbed<T>(change: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof Disturbed) || attempt >= MOST_ATTEMPTS) throw error;
    }
  }
}
