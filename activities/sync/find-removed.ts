import type { RemovableFile, RemovalPage, SyncActivities } from '../../contracts/sync/activities.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import { REMOVALS_MAX_BYTES, REMOVALS_MAX_FILES } from '../../contracts/sync/run.ts';
import type { Approvals } from '../../lib/sync/approvals.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import type { ActivityRun } from '../run.ts';
import type { SyncDeps } from './deps.ts';
import { createFindings } from './findings.ts';
import { findMissing } from './missing.ts';
import { budgetProblem, rootOtherThan, sortOutRemovals } from './removals.ts';
import { countRemembered, lossProblem } from './root.ts';

/** See `SyncActivities.findRemoved`. */
export async function findRemoved(
  { root, remembered, approval, from, ...input }: Parameters<SyncActivities['findRemoved']>[0],
  deps: Pick<SyncDeps, 'openListing'>,
  store: MemoryStore,
  approvals: Pick<Approvals, 'read'>,
  run: ActivityRun,
): Promise<RemovalPage> {
  const findings = createFindings();
  const missing = await findMissing(input.declaration, deps, store, findings, run);
  if (missing === undefined) return { findings: findings.take(), files: [] };
  const all = remembered ?? countRemembered(missing.memory);
  const loss = approval === undefined ? lossProblem(input, missing.rows.length, all) : undefined;
  if (loss !== undefined) {
    findings.problem(loss);
    return { findings: findings.take(), files: [] };
  }
  const { deletable, forgettable, unnamed } = await sortOutRemovals(missing, store, run.signal);
  const delivered = forgettable.filter(({ md5 }) => md5 !== '');
  const told = [...deletable, ...delivered, ...unnamed].map(({ path }) => path);
  // What later looks find is the rest of it.
  if (from === undefined) findings.add({ removed: told.sort(comparePaths) });
  const delta = new Map<string, Row | undefined>(forgettable.map(({ path }) => [path, undefined]));
  for (const row of unnamed) delta.set(row.path, { ...row, gone: true });
  await store.commit(delta);

  const otherRoot = rootOtherThan(root, missing.identity);
  if (otherRoot !== undefined) {
    if (deletable.length > 0) findings.problem(otherRoot);
    await store.change({ root: missing.identity });
    return { findings: findings.take(), files: [] };
  }
  const { after, count: before } = from ?? { after: undefined, count: 0 };
  const isAllowed = approval === undefined ? () => true : await approvals.read(approval);
  const left = deletable.filter(({ path }) => after === undefined || comparePaths(path, after) > 0);
  const allowed = left.filter(isAllowed);
  const problem = approval === undefined ? budgetProblem(input, before + allowed.length, all) : undefined;
  if (problem !== undefined) findings.problem(problem);
  const files = problem === undefined ? firstOf(allowed) : [];
  const last = files.at(-1);
  const isAll = last === undefined || files.length === allowed.length;
  return {
    findings: findings.take(),
    files,
    ...(isAll ? {} : { next: { after: last.path, count: before + files.length } }),
  };
}

/** As many as fit into one answer. */
function firstOf(rows: readonly Row[]): RemovableFile[] {
  const files: RemovableFile[] = [];
  let bytes = 0;
  for (const { path, id, md5, size } of rows) {
    bytes += Buffer.byteLength(path) + Buffer.byteLength(id);
    if (files.length > 0 && (files.length >= REMOVALS_MAX_FILES || bytes > REMOVALS_MAX_BYTES)) break;
    files.push({ path, id, hash: md5, size });
  }
  return files;
}
