import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ModelrailError } from '../../client/index.ts';
import type { ForeignProjects } from './foreign-projects.ts';
import { versionOf } from './ingestions.ts';
import { placeFile } from './placed-file.ts';
import type { PlannedSync } from './planned-sync.ts';
import { HOST } from './processes.ts';
import type { Rig } from './rig.ts';
import type { RoundSync } from './round-sync.ts';
import { BUCKET } from './source-server.ts';
import { contentOf, putSyncFile } from './sync-files.ts';
import { persist } from './waiting.ts';

const START_BOUND_MS = 60_000;

/** Puts the files of a sync where the plan has them. */
export async function prepareSync(
  { processes, sources }: Rig,
  planned: PlannedSync,
  folder: string,
  foreign: ForeignProjects,
): Promise<RoundSync> {
  const own = { disk: join(processes.models, folder, planned.id), server: `${folder}/${planned.id}` };
  const isBucket = planned.place === 'bucket' && sources.moto !== undefined;
  await mkdir(own.disk, { recursive: true });
  const place = (name: string) => placeFile({ place: isBucket ? 's3' : 'disk', folder: own, name }, sources);
  const projectId = await foreign.create(planned.projectCode);
  const sync: RoundSync = {
    planned,
    projectId,
    declaration: {
      ...(isBucket ? { source: `s3://${BUCKET}/${own.server}/` } : { source: own.disk, host: HOST }),
      // Only by a trigger within a round.
      every: '30d',
      platform: planned.platform,
      project: { id: projectId },
      group: { name: planned.id },
      // Conversions fail more often here than anywhere.
      retries: 100,
    },
    files: planned.files.map(({ path, size }, index) => {
      const last = contentOf(planned, { index, size, change: 0 });
      return {
        path,
        last,
        versions: [versionOf(last)],
        isDisturbed: false,
        isRenamed: false,
        isMissed: false,
        placed: place(path),
        place,
      };
    }),
    stepsLeft: [...planned.steps],
    isCancelTried: false,
    isAway: false,
  };
  for (const [index, file] of sync.files.entries()) {
    if (!isBucket) await mkdir(dirname(join(own.disk, file.path)), { recursive: true });
    if (planned.files[index]?.isThere === true) await putSyncFile(file);
  }
  return sync;
}

/** Creates a sync, and makes its first run. */
export async function startSync(rig: Rig, sync: RoundSync): Promise<void> {
  const { id } = sync.planned;
  await persist(`creation of ${id}`, START_BOUND_MS, async () => {
    try {
      await rig.client.syncs.create(id, sync.declaration);
    } catch (error) {
      // An earlier call of these had come through.
      if (!(error instanceof ModelrailError) || error.type !== 'AlreadyExists') throw error;
    }
    return true;
  });
  await triggerSync(rig, sync);
}

/** Asks for a run; one more is no harm where it is not known whether the first was heard. */
export async function triggerSync({ client }: Rig, { planned }: RoundSync): Promise<string | undefined> {
  const { run } = await persist(`a run of ${planned.id}`, START_BOUND_MS, () => client.syncs.trigger(planned.id));
  return run;
}
