import type { ChongqingBimActivities } from '../../contracts/chongqing-bim/activities.ts';
import { INTERNAL_ERRORS_TO_GUESS } from '../../contracts/chongqing-bim/policies.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { InternalPlatformError } from '../../platforms/chongqing-bim/answers.ts';
import { asActivity } from '../run.ts';
import type { ChongqingBimDeps } from './session.ts';

type RecordSteps = 'createProject' | 'createModelGroup' | 'createModelFiles';

/**
 * Steps that create records. `已存在` to a call whose earlier attempt may have taken effect means that it did (reading 9);
 * to a first, clean call it is an error.
 */
export function createRecordActivities({
  session,
}: Pick<ChongqingBimDeps, 'session'>): Pick<ChongqingBimActivities, RecordSteps> {
  return {
    createProject: asActivity(async ({ platform, id, project, mayExist, isDenied }, run) => {
      const { client, settings } = session(platform);
      const cut = run.cutAfter(settings.timeouts.request);
      const mayBeOurs = mayExist || run.mayHaveHappened;
      // Heartbeats before anything is sent: the next attempt knows that there was this one.
      run.report({ step: 'create', internalErrors: String(internalErrorsOf(run.previous)) });
      try {
        return await client.createProject({ id, project, signal: run.signal, cut });
      } catch (error) {
        if (error instanceof InternalPlatformError && mayBeOurs) {
          const inARow = internalErrorsOf(run.previous) + 1;
          const limit = isDenied === true ? INTERNAL_ERRORS_TO_GUESS.again : INTERNAL_ERRORS_TO_GUESS.first;
          if (inARow >= limit) return { projectId: id, assumed: error.message, isGuess: true };
          run.report({ step: 'create', internalErrors: String(inARow) });
          throw error;
        }
        run.report({ step: 'create' });
        const refusal = asExisting(error, mayBeOurs);
        return { projectId: id, assumed: refusal.message };
      }
    }),

    createModelGroup: asActivity(async ({ platform, id, name, projectId, taskId, parentId, mayExist }, run) => {
      const { client, settings } = session(platform);
      const cut = run.cutAfter(settings.timeouts.request);
      run.report({ step: 'create' });
      try {
        return await client.createProjectGroup({ id, name, projectId, taskId, parentId, signal: run.signal, cut });
      } catch (error) {
        asExisting(error, mayExist || run.mayHaveHappened);
        return { modelGroupId: id };
      }
    }),

    createModelFiles: asActivity(async ({ platform, projectId, modelGroupId, taskId, models, mayExist }, run) => {
      const { client, settings } = session(platform);
      const cut = run.cutAfter(settings.timeouts.request);
      run.report({ step: 'create' });
      try {
        await client.createProjectFiles({ projectId, modelGroupId, taskId, models, signal: run.signal, cut });
      } catch (error) {
        asExisting(error, mayExist || run.mayHaveHappened);
      }
      return {};
    }),
  };
}

/** How many internal errors came last. Told as text: figures of a report that grow count as progress. */
function internalErrorsOf(previous: Record<string, unknown> | undefined): number {
  const told = previous?.['internalErrors'];
  return typeof told === 'string' ? Number(told) : 0;
}

/**
 * The refusal of a record that we made ourselves, as far as can be known; anything else is thrown. Within one call, too, a
 * first answer may have been lost: its outcome is unknown then.
 */
function asExisting(error: unknown, mayBeOurs: boolean): ModelrailError {
  const isRefusal = error instanceof ModelrailError && error.type === 'AlreadyExists';
  if (isRefusal && (mayBeOurs || error.outcomeUnknown)) return error;
  throw error;
}
