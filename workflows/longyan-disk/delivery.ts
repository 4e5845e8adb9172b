import { type Leftover, leftItem } from '../../contracts/leftovers.ts';
import type { FolderState, LongyanDiskResume, LongyanDiskState } from '../../contracts/longyan-disk/state.ts';
import type { RequestOf } from '../../contracts/request.ts';
import { phraseOf } from '../../contracts/sentences.ts';
import type { ResultOf } from '../../contracts/state.ts';
import { countFiles } from '../ingest/ingest-progress.ts';
import type { Delivery, KeptFile } from '../ingest/ingest-run.ts';
import { deliverToLongyanDisk } from './deliver.ts';
import type { LongyanDiskRunState } from './longyan-disk-run.ts';
import { sharedFolder } from './shared-folder.ts';

/** How files come to the Longyan online disk. */
export const longyanDiskDelivery: Delivery<'longyan-disk'> = {
  kind: 'longyan-disk',
  begin,
  filesTogether: () => 1,
  deliver: deliverToLongyanDisk,
  remote: () => ({}),
  resume,
  leftovers,
  shared: sharedFolder,
};

const TO_REGISTER: KeptFile = { status: 'uploaded', stage: 'register' };

/** Keeps the folder that was made, and files that the platform has and that no resource was made of. */
function begin(
  { folder: name }: RequestOf<'longyan-disk'>,
  previous: ResultOf<'longyan-disk'> | undefined,
): { own: LongyanDiskState; kept: ReadonlyMap<number, KeptFile> } {
  const left: Partial<LongyanDiskResume> = previous?.resume ?? {};
  const folder: FolderState | undefined = name === undefined ? undefined : (left.folder ?? { create: 'none' });
  const own = { ...(folder === undefined ? {} : { folder }), doubtful: new Set(left.doubtful) };
  const uploaded = (previous?.files ?? []).flatMap(({ fileId }, position) => (fileId === undefined ? [] : [position]));
  return { own, kept: new Map(uploaded.map((position) => [position, TO_REGISTER])) };
}

function resume({ own: { folder, doubtful } }: LongyanDiskRunState): LongyanDiskResume {
  return {
    ...(folder === undefined ? {} : { folder }),
    ...(doubtful.size === 0 ? {} : { doubtful: [...doubtful] }),
  };
}

/** A folder without a resource, and resources that may be there; no call of the manual removes or finds them. */
function leftovers(state: LongyanDiskRunState): Leftover[] {
  const { folder, doubtful } = state.own;
  const left: Leftover[] = [...doubtful].map((position) => {
    const name = state.files[position]?.name ?? '';
    return leftItem(phraseOf('a resource of file'), name, false);
  });
  const isEmpty = state.isSlice !== true && countFiles(state).delivered === 0;
  if (isEmpty && folder !== undefined && folder.create !== 'none') {
    const name = state.request.folder ?? '';
    const { dirId } = folder;
    left.push(
      dirId === undefined
        ? leftItem(phraseOf('folder'), name, false)
        : leftItem(phraseOf('folder {name}', { name }), dirId, true),
    );
  }
  return left;
}
