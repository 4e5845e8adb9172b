import { CREATING_RESOURCES } from '../../contracts/longyan-disk/policies.ts';
import type { ResourceMetadata } from '../../contracts/longyan-disk/state.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { deliverFile, failFile } from '../ingest/ingest-state.ts';
import { isInterruption, isOutcomeUnknown } from '../steps/failure-info.ts';
import { createLimit } from '../steps/limit.ts';
import { steps } from '../steps/steps.ts';
import { resourceRequestOf } from './find-metadata.ts';
import { letCallEnd } from './let-call-end.ts';
import type { LongyanDiskRun } from './longyan-disk-run.ts';
import { placeOf } from './shared-folder.ts';

/** Makes resources of files while others are sent. */
export interface ResourceMaker {
  /** Has the resource of an uploaded file made. */
  add(entry: RunFile): void;
  /** Resolves when all that were added have come to their end; rejects with the first failure. */
  ended(): Promise<void>;
}

/** Makes the resources of a run, some at a time; each has a step of its own. */
export function createResources(run: LongyanDiskRun, metadata: ReadonlyMap<number, ResourceMetadata>): ResourceMaker {
  const limit = createLimit(CREATING_RESOURCES);
  const all: Promise<void>[] = [];
  return {
    add(entry) {
      const made = limit(() => createResource(run, entry, metadata.get(entry.index)));
      // Told by `ended`.
      made.catch(() => {});
      all.push(made);
    },
    async ended() {
      const ends = await Promise.allSettled(all);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
}

/** Neither a pause nor, for half a minute, a cancellation cuts the call: nothing would tell what became of it. */
async function createResource(
  run: LongyanDiskRun,
  entry: RunFile,
  metadata: ResourceMetadata | undefined,
): Promise<void> {
  const { state } = run;
  const { index, file } = entry;
  const { doubtful } = state.own;
  const fid = file.record?.id;
  if (fid === undefined || metadata === undefined) return;
  const { title = file.name, resource = {} } = resourceRequestOf(run, index);
  const input = {
    platform: state.request.platform,
    ...placeOf(state),
    metadata,
    fields: resource,
    files: [{ index, fid, title }],
  };
  const wasDoubtful = doubtful.has(index);
  const hadNoEffect = () => {
    if (!wasDoubtful) doubtful.delete(index);
  };
  try {
    const { files } = await letCallEnd(run, () => {
      // Until its end is known, also when the run is terminated meanwhile.
      doubtful.add(index);
      return steps.createLongyanResource(input, { summary: `make a resource of ${file.name}` });
    });
    const [outcome] = files;
    if (outcome?.state === 'complete') {
      doubtful.delete(index);
      deliverFile(run, file, outcome.remote);
    } else if (outcome !== undefined) {
      if (outcome.isDoubtful !== true) hadNoEffect();
      failFile(file, outcome.error);
    }
  } catch (error) {
    if (!isInterruption(error) && !isOutcomeUnknown(error)) hadNoEffect();
    throw error;
  } finally {
    run.changed();
  }
}
