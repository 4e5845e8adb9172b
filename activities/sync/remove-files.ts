import { shownError } from '../../contracts/errors.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { lastSegment } from '../../contracts/source-path.ts';
import type { RemovableFile, SyncActivities } from '../../contracts/sync/activities.ts';
import { requestOfSync } from '../../contracts/sync/declaration.ts';
import { failureFindings } from '../../contracts/sync/report.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import { createBreaker } from '../breaker.ts';
import { forEachFile } from '../groups.ts';
import { activitiesOf } from '../kinds.ts';
import type { FileRemover } from '../platform.ts';
import type { ActivityRun } from '../run.ts';
import type { PlatformSessions } from '../sessions.ts';
import { createRowReader } from './row-reader.ts';

/** Files that are removed at a time: enough to hide network latency, few enough to leave room for deliveries. */
const AT_ONCE = 8;

type Outcome = Awaited<ReturnType<SyncActivities['removeFiles']>>;

/** See `SyncActivities.removeFiles`. An attempt before may have removed some of them: then the platform has them no more. */
export async function removeFiles(
  { declaration, files }: Parameters<SyncActivities['removeFiles']>[0],
  { platforms }: { platforms: PlatformSessions },
  store: MemoryStore,
  run: ActivityRun,
): Promise<Outcome> {
  const remove = removerOf(platforms, declaration.platform, run.signal);
  const rows = await rowsOf(files, store);
  // From here on it is not known whether the platform has them: a file that comes back is delivered anew.
  await store.commit(new Map([...rows.values()].map((row) => [row.path, { ...row, removing: true as const }])));
  const request = requestOfSync(declaration, []);
  let done = 0;
  const outcomes = await forEachFile(
    files.map((file, index) => ({ ...file, index })),
    run.signal,
    async ({ index, path, id, hash, size }) => {
      // Delivered again, or forgotten, since it was found to be gone: no longer what is to be removed.
      if (!rows.has(path)) return { index, state: 'kept' as const };
      await remove({ name: lastSegment(path), id, hash, size }, request);
      done += 1;
      run.report({ step: 'remove', files: done });
      return { index, state: 'removed' as const };
    },
    AT_ONCE,
  );
  const pathOf = (index: number) => files[index]?.path ?? '';
  const deleted = outcomes.filter(({ state }) => state === 'removed').map(({ index }) => pathOf(index));
  const errorsOf = (wanted: 'failed' | 'deferred') =>
    outcomes.flatMap((one) => (one.state === wanted ? [{ path: pathOf(one.index), error: one.error }] : []));
  const deferred = errorsOf('deferred').map(({ path, error }) => ({ path, error: shownError(error) }));
  return { findings: { deleted, ...failureFindings(errorsOf('failed')) }, deferred };
}

/**
 * Forgets files that were removed. Until then they are marked, so that a run which comes no further leaves them to the next
 * one: that asks the platform once more, and tells it.
 */
export async function forgetRemoved(files: readonly RemovableFile[], store: MemoryStore): Promise<void> {
  const rows = await rowsOf(files, store);
  const removed = [...rows.values()].filter(({ removing }) => removing === true);
  await store.commit(new Map(removed.map(({ path }) => [path, undefined])));
}

/** What is remembered of files, as far as it is still the delivery that is to be removed. */
async function rowsOf(files: readonly RemovableFile[], store: MemoryStore): Promise<Map<string, Row>> {
  const known = createRowReader(store, await store.read());
  const rows = new Map<string, Row>();
  for (const { path, id } of files) {
    const row = await known(path);
    if (row?.id === id) rows.set(path, row);
  }
  return rows;
}

function removerOf(platforms: PlatformSessions, platform: string, signal: AbortSignal): FileRemover {
  const kind = platforms.kindOf(platform);
  const { remover } = activitiesOf(kind);
  if (remover !== undefined)
    return remover(platforms.session(kind, platform), { signal, call: createBreaker(AT_ONCE) });
  throw new ModelrailError(
    'InvalidRequest',
    sentenceOf('platforms of kind {kind} have no call that removes a file', { kind }),
  );
}
