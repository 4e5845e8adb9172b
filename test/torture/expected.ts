import { type Behaviour, GATED_CALLS, type GatedCall, type Plan } from './plan.ts';
import type { PlannedSync } from './planned-sync.ts';
import { CHUNK_BYTES, isRemote, PLATFORMS, type PlannedFile } from './workload.ts';

/** Looks at a conversion while it goes on: it takes 300 ms, and one looks every 100. */
const LOOKS_PER_TASK = 3;

/** How many requests of each call a plan's workload brings about when nothing disturbs it, roughly. */
export function expectedRequests({
  behaviour,
  ingestions,
  syncs,
}: Pick<Plan, 'behaviour' | 'ingestions' | 'syncs'>): Record<GatedCall, number> {
  const ofSyncs = syncs.flatMap((sync) => filesOfSync(sync));
  const files = [...ingestions.flatMap((ingestion) => ingestion.files), ...ofSyncs];
  const contents = new Map(files.map((file) => [`${file.content}/${file.size}`, file.size]));
  const chunks = [...contents.values()].reduce((sum, size) => sum + Math.ceil(size / CHUNK_BYTES), 0);
  const merges = behaviour.autoMerge ? 0 : contents.size;
  const synced = syncs.reduce((sum, sync) => sum + deliveriesOf(sync), 0);
  const tasks = tasksOf(ingestions) + synced;
  // A code that belongs to somebody else ends an ingestion before it registers anything.
  const groups = tasksOf(ingestions.filter(({ project }) => project !== 'taken')) + synced;
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

/** Files of the first run of a sync; what comes later is too little to count on. */
function filesOfSync({ projectCode, files, place }: PlannedSync): PlannedFile[] {
  const there = files.filter(({ isThere }) => isThere);
  return there.map(({ path, size }, index) => ({
    name: path,
    size,
    content: Number(/\d+$/.exec(projectCode)?.[0] ?? 0) + index,
    tags: [],
    place: place === 'bucket' ? 's3' : 'disk',
  }));
}

/** Tasks of the first run of a sync. */
function deliveriesOf({ platform, files }: PlannedSync): number {
  return Math.ceil(files.filter(({ isThere }) => isThere).length / PLATFORMS[platform]);
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
