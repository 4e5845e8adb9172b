import { WorkflowNotFoundError } from '@temporalio/client';
import {
  CHANGE_MIRRORED_SIGNAL,
  MIRROR_MEMORY_WORKFLOW,
  MIRRORED_QUERY,
  type MirrorActivities,
  type MirrorChange,
  mirrorMemoryId,
  type RememberedProject,
} from '../../contracts/persagy/mirror.ts';
import type { PlatformStepDeps } from '../platform.ts';
import { asActivity } from '../run.ts';
import { patientReads } from './patience.ts';
import { readProjects } from './read-projects.ts';
import type { PersagySession } from './session.ts';

/** The steps of a mirror. */
export function createMirrorActivities(deps: PlatformStepDeps<PersagySession>): MirrorActivities {
  return {
    readPersagyProjects: asActivity(async ({ platform, groupCode, areaCode }, { signal }) => {
      const { client } = deps.session(platform);
      return { projects: await readProjects(patientReads(client), { groupCode, areaCode }, signal) };
    }),
    readMirrored: asActivity(async ({ platform, to }) => {
      const memory = deps.temporal.workflow.getHandle(mirrorMemoryId(platform, to));
      try {
        return { projects: await memory.query<RememberedProject[]>(MIRRORED_QUERY) };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { projects: [] };
        throw error;
      }
    }),
    rememberMirrored: asActivity(async ({ platform, to, change }) => {
      await deps.temporal.workflow.signalWithStart(MIRROR_MEMORY_WORKFLOW, {
        workflowId: mirrorMemoryId(platform, to),
        taskQueue: deps.taskQueue,
        args: [],
        signal: CHANGE_MIRRORED_SIGNAL,
        signalArgs: [change satisfies MirrorChange],
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
    }),
  };
}
