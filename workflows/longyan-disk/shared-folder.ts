import { DEFAULT_OWNER, ROOT_FOLDER } from '../../contracts/longyan-disk/request.ts';
import type { FolderState } from '../../contracts/longyan-disk/state.ts';
import type { SharedRegistration } from '../ingest/ingest-run.ts';
import { isOutcomeUnknown } from '../steps/failure-info.ts';
import { steps } from '../steps/steps.ts';
import { letCallEnd } from './let-call-end.ts';
import type { LongyanDiskRun, LongyanDiskRunState } from './longyan-disk-run.ts';

/** The new folder of an ingestion, which all its slices put their files into. */
export const sharedFolder: SharedRegistration<'longyan-disk'> = {
  isWanted: ({ own }) => isFolderToMake(own.folder),
  read: ({ own }) => own.folder ?? { create: 'none' },
  prepare: (run, isCancelled) => letCallEnd(run, () => makeFolder(run), isCancelled),
  give(state, folder) {
    // A request without a new folder has none, whatever its slices are given.
    if (state.own.folder !== undefined) state.own.folder = folder;
  },
  learn: () => undefined,
};

/** True while the folder that a request names is not there. */
export function isFolderToMake(folder: FolderState | undefined): boolean {
  return folder !== undefined && folder.create !== 'done';
}

/** Makes the folder. An earlier run that did not learn what became of it was told so, and this one was asked for since. */
export async function makeFolder({ state, changed }: LongyanDiskRun): Promise<void> {
  const { request, own } = state;
  const { folder: name } = request;
  if (name === undefined || !isFolderToMake(own.folder)) return;
  const { ownerType = DEFAULT_OWNER, groupId } = request.resource ?? {};
  const { parentId = ROOT_FOLDER, platform } = request;
  own.folder = { create: 'attempted' };
  try {
    const { dirId } = await steps.createLongyanFolder(
      { platform, parentId, name, ownerType, ...(groupId === undefined ? {} : { groupId }) },
      { summary: `make folder ${name}` },
    );
    own.folder = { create: 'done', dirId };
  } catch (error) {
    if (!isOutcomeUnknown(error)) own.folder = { create: 'none' };
    throw error;
  }
  changed();
}

/** Where files go: the new folder, or the one that the request names. */
export function placeOf({ request, own }: LongyanDiskRunState): { parentId: string; dirId?: string } {
  const { parentId = ROOT_FOLDER } = request;
  const dirId = own.folder?.dirId;
  return { parentId, ...(dirId === undefined ? {} : { dirId }) };
}
