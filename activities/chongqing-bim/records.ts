import type { ChongqingBimActivities } from '../../contracts/activities.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { ActivityDeps } from '../deps.ts';
import { asActivity } from '../run.ts';

type RecordSteps = 'createProject' | 'createModelGroup' | 'createModelFiles';

/**
 * Steps that create records. `已存在` to a call whose earlier attempt may have taken effect means that it did (reading 9);
 * to a first, clean call it is an error.
 */
export function createRecordActivities({
  platforms,
}: Pick<ActivityDeps, 'platforms'>): Pick<ChongqingBimActivities, RecordSteps> {
  return {
    createProject: asActivity(async ({ platform, id, project, mayExist }, run) => {
      const { client, settings } = platforms.chongqingBim(platform);
      const cut = run.cutAfter(settings.timeouts.request);
      // Heartbeats before anything is sent: whoever comes after this attempt knows that there was one.
      run.report({ step: 'create' });
      try {
        return await client.createProject({ id, project, signal: run.signal, cut });
      } catch (error) {
        const refusal = asExisting(error, mayExist || run.mayHaveHappened);
        return { projectId: id, assumed: refusal.message };
      }
    }),

    createModelGroup: asActivity(async ({ platform, id, name, projectId, taskId, parentId, mayExist }, run) => {
      const { client, settings } = platforms.chongqingBim(platform);
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
      const { client, settings } = platforms.chongqingBim(platform);
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

/** The refusal of a record that we made ourselves, as far as can be known; anything else is thrown. */
function asExisting(error: unknown, mayBeOurs: boolean): ModelrailError {
  if (mayBeOurs && error instanceof ModelrailError && error.type === 'AlreadyExists') return error;
  throw error;
}
