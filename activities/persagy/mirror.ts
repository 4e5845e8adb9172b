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
import { type Memory, readRemembered, remember } from './memory.ts';
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
    readMirrored: asActivity(async ({ platform, to }) => ({
      projects: await readRemembered<RememberedProject>(deps.temporal, mirrored(platform, to)),
    })),
    rememberMirrored: asActivity(async ({ platform, to, change }) => {
      await remember(deps, mirrored(platform, to), change satisfies MirrorChange);
    }),
  };
}

/** What of one platform is mirrored on another. */
function mirrored(platform: string, to: string): Memory {
  return {
    type: MIRROR_MEMORY_WORKFLOW,
    id: mirrorMemoryId(platform, to),
    query: MIRRORED_QUERY,
    signal: CHANGE_MIRRORED_SIGNAL,
  };
}
