import { sentenceOf } from '../../contracts/sentences.ts';
import type { RemovableFile, RemovalPage, SyncActivities } from '../../contracts/sync/activities.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import { REMOVALS_MAX_BYTES, REMOVALS_MAX_FILES } from '../../contracts/sync/run.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Approvals } from '../../lib/sync/approvals.ts';
import type { Listing } from '../../lib/sync/listing.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import type { ActivityRun } from '../run.ts';
import { createDelta } from './delta.ts';
import type { SyncDeps } from './deps.ts';
import { createFindings } from './findings.ts';
import { countMissing, lookAtWhole } from './missing.ts';
import { budgetProblem, rootOtherThan, sortOutMissing } from './removals.ts';
import { countRemembered, lossProblem } from './root.ts';
import { createRowReader } from './row-reader.ts';
import { createToldPaths } from './told-paths.ts';

const OTHER_ROOT = sentenceOf(
  'the root of the source became another one during the run: nothing is removed by this look',
);

/** See `SyncActivities.findRemoved`. */
export async function findRemoved(
  { root, remembered, approval, from, ...input }: Parameters<SyncActivities['findRemoved']>[0],
  deps: Pick<SyncDeps, 'openListing'>,
  store: MemoryStore,
  approvals: Pick<Approvals, 'read'>,
  run: ActivityRun,
): Promise<RemovalPage> {
  const findings = createFindings();
  const nothing = () => ({ findings: findings.take(), files: [] });
  const listing = await deps.openListing(input.declaration, run.signal);
  if (from?.kept !== undefined) await keep(from.kept, listing, store, run);
  const look = await lookAtWhole(listing, store, findings, run);
  if (look === undefined) return nothing();
  const all = remembered ?? countRemembered(look.memory);
  const isLost = (count: number) => {
    const loss = approval === undefined ? lossProblem(input, count, all) : undefined;
    if (loss !== undefined) findings.problem(loss);
    return loss !== undefined;
  };
  if (approval === undefined) {
    const counted = await countMissing(look, store, findings, run);
    if (counted === undefined || isLost(counted)) return nothing();
  }
  const isAllowed = approval === undefined ? () => true : await approvals.read(approval);
  const told = createToldPaths();
  const page = createPage();
  const silent = createDelta(store);
  let [allowed, deletable, missing] = [0, 0, 0];
  for await (const part of sortOutMissing(look, store, findings, run, from?.after)) {
    if (findings.hasProblems) return nothing();
    const forgotten = part.forgettable.filter(({ md5 }) => md5 === '');
    const kept = [...part.forgettable.filter(({ md5 }) => md5 !== ''), ...part.unnamed];
    const removable = part.deletable.filter(isAllowed);
    for (const path of [...part.deletable, ...kept].map((row) => row.path).sort(comparePaths)) told.add(path);
    page.add(removable, kept);
    allowed += removable.length;
    deletable += part.deletable.length;
    missing += part.deletable.length + part.forgettable.length + part.unnamed.length;
    // Of these nothing is told.
    for (const { path } of forgotten) await silent.set(path, undefined);
    for (const row of part.leftOut) await silent.set(row.path, row.md5 === '' ? undefined : { ...row, gone: true });
    if (from !== undefined && page.isFull) break;
  }
  const before = from?.count ?? 0;
  // A disk may have been unmounted since they were counted.
  if (findings.hasProblems || isLost(before + missing)) return nothing();
  if (missing > 0 && (await deps.openListing(input.declaration, run.signal, true)).identity !== listing.identity) {
    findings.problem(new ModelrailError('SourceChanged', OTHER_ROOT));
    return nothing();
  }
  await silent.commit();
  // What later looks find is the rest of it.
  if (from === undefined) findings.add({ removed: told.paths, ...(told.isAll ? {} : { truncated: true }) });

  const otherRoot = rootOtherThan(root, listing.identity);
  if (otherRoot !== undefined) {
    if (deletable > 0) findings.problem(otherRoot);
    await store.change({ root: listing.identity });
    return nothing();
  }
  const problem = approval === undefined ? budgetProblem(input, before + allowed, all) : undefined;
  if (problem !== undefined && from === undefined) findings.problem(problem);
  const most = from?.most ?? (problem === undefined ? allowed : 0);
  const files = page.files.slice(0, Math.max(0, most - before));
  const { last, kept, isFull } = page;
  const hasMore = isFull && most > before + files.length;
  const isOver = last === undefined || (!hasMore && kept.length === 0);
  const next = { after: last ?? '', count: before + files.length, most, ...(kept.length > 0 ? { kept } : {}) };
  return { findings: findings.take(), files, ...(isOver ? {} : { next }) };
}

/** As many files as fit into one answer, in the order of their paths: those to remove, and those that stay on the platform. */
function createPage() {
  const files: RemovableFile[] = [];
  const kept: string[] = [];
  let [bytes, isFull]: [number, boolean] = [0, false];
  let last: string | undefined;
  return {
    files,
    kept,
    get isFull() {
      return isFull;
    },
    /** Up to this path the page has everything. */
    get last() {
      return last;
    },
    add(removable: readonly Row[], others: readonly Row[]) {
      const stays = new Set(others);
      for (const row of [...removable, ...others].sort((a, b) => comparePaths(a.path, b.path))) {
        const { path, id, md5, size } = row;
        bytes += Buffer.byteLength(path) + Buffer.byteLength(id);
        const count = files.length + kept.length;
        isFull ||= count > 0 && (count >= REMOVALS_MAX_FILES || bytes > REMOVALS_MAX_BYTES);
        if (isFull) return;
        if (stays.has(row)) kept.push(path);
        else files.push({ path, id, hash: md5, size });
        last = path;
      }
    },
  };
}

/** Remembers of files that stay on the platform, and did not come back, that they are gone: forgotten is one whose id another has. */
async function keep(paths: readonly string[], listing: Listing, store: MemoryStore, run: ActivityRun): Promise<void> {
  const delta = new Map<string, Row | undefined>();
  const known = createRowReader(store, await store.read());
  let compared = 0;
  for (const path of paths) {
    run.signal.throwIfAborted();
    compared += 1;
    if (compared % 100 === 0) run.report({ step: 'scan', compared });
    const row = await known(path);
    if (row === undefined || row.gone === true || (await listing.look(path)) !== undefined) continue;
    delta.set(path, row.id === '' ? { ...row, gone: true } : undefined);
  }
  await store.commit(delta);
}
