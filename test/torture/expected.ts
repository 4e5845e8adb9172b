import { type Behaviour, GATED_CALLS, type GatedCall, type Plan } from './plan.ts';
import { CHUNK_BYTES, isRemote, PLATFORMS, type PlannedFile } from './workload.ts';

/** Looks at a conversion while it goes on: it takes 300 ms, and one looks every 100. */
const LOOKS_PER_TASK = 3;

/** How many requests of each call a plan's workload brings about when nothing disturbs it, roughly. */
export function expectedRequests({
  behaviour,
  ingestions,
}: Pick<Plan, 'behaviour' | 'ingestions'>): Record<GatedCall, number> {
  const files = ingestions.flatMap((ingestion) => ingestion.files);
  const contents = new Map(files.map((file) => [`${file.content}/${file.size}`, file.size]));
  const chunks = [...contents.values()].reduce((sum, size) => sum + Math.ceil(size / CHUNK_BYTES), 0);
  const merges = behaviour.autoMerge ? 0 : contents.size;
  const tasks = tasksOf(ingestions);
  // A code that belongs to somebody else ends an ingestion before it registers anything.
  const groups = tasksOf(ingestions.filter(({ project }) => project !== 'taken'));
  return {
    source: files.filter(isRemote).reduce((sum, file) => sum + readsOf(file), 0),
    token: behaviour.tokenLifetimeMs === undefined ? 1 : 3,
    // Before and after the chunks, before and after the merge.
    uploadFileStatus: files.length + contents.size + 2 * merges,
    upload: chunks + merges,
    synchronous: hasSynchronous(behaviour) ? contents.size : 0,
    convertModel: tasks,
    convertProcess: tasks * LOOKS_PER_TASK,
    createProject: ingestions.filter(({ project }) => project !== 'given').length,
    createProjectGroup: groups,
    createProjectFile: groups,
  };
}

/** Requests for a remote source: a look, its bytes, and where its version is held the chunks, each for itself. */
function readsOf({ place, size }: PlannedFile): number {
  if (place === 'unranged') return 1;
  return place === 'weak' ? 2 : 2 + Math.ceil(size / CHUNK_BYTES);
}

function tasksOf(ingestions: Plan['ingestions']): number {
  return ingestions.reduce((sum, { platform, files }) => sum + Math.ceil(files.length / PLATFORMS[platform]), 0);
}

/** True when files are not whole at once after their merge. */
function hasSynchronous({ needsSynchronous, mergeDelayMs }: Behaviour): boolean {
  return needsSynchronous || mergeDelayMs > 0;
}

/** Place of a call among all calls, by which gates are put in order. */
export function phaseOf(endpoint: GatedCall): number {
  return GATED_CALLS.indexOf(endpoint);
}
