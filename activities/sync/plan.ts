import type { PlanPart, RemovalPlanPart, ScanCursor, SyncActivities } from '../../contracts/sync/activities.ts';
import type { SyncInput } from '../../contracts/sync/declaration.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import { type Deletion, PLAN_MAX_BYTES, type PlannedFile } from '../../contracts/sync/plan.ts';
import { MAX_LISTED } from '../../contracts/sync/report.ts';
import { isWithinBudget } from '../../lib/sync/delete-budget.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { ActivityRun } from '../run.ts';
import type { SyncDeps } from './deps.ts';
import { createFindings } from './findings.ts';
import { findMissing } from './missing.ts';
import { budgetOf, rootOtherThan, sortOutRemovals } from './removals.ts';
import { countRemembered, lossProblem } from './root.ts';
import { scanSource } from './scan.ts';

/** Files that are judged at a time: their paths are held, nothing of them is stored. */
const AT_ONCE = { files: 20_000, bytes: 16 * 1024 ** 2 };

/** See `SyncPlanActivities.planSync`: the scan of a run, with a memory that takes nothing up. */
export async function planSync(
  input: SyncInput,
  deps: SyncDeps,
  store: MemoryStore,
  run: ActivityRun,
): Promise<PlanPart> {
  const findings = createFindings();
  const files: PlannedFile[] = [];
  let [bytes, missing] = [0, 0];
  for (let from: ScanCursor | undefined, isFirst = true; isFirst || from !== undefined; isFirst = false) {
    const page: Awaited<ReturnType<SyncActivities['scanSource']>> = await scanSource(
      { ...input, ...(from === undefined ? {} : { from }) },
      deps,
      readOnly(store),
      run,
      AT_ONCE,
    );
    const { changes } = page;
    findings.add(page.findings);
    for (const why of ['new', 'changed'] as const) {
      findings.add({ [why]: changes.filter((change) => change.why === why).length });
    }
    files.push(...changes.slice(0, MAX_LISTED - files.length).map(({ path, size, why }) => ({ path, size, why })));
    bytes = changes.reduce((sum, { size }) => sum + size, bytes);
    missing += page.missing;
    from = page.next;
  }
  const told = findings.take();
  if ((told.new ?? 0) + (told.changed ?? 0) > files.length) told.truncated = true;
  return { findings: told, bytes, files, missing };
}

/** See `SyncPlanActivities.planRemovals`. */
export async function planRemovals(
  { after, ...input }: SyncInput & { after?: string },
  deps: Pick<SyncDeps, 'openListing'>,
  store: MemoryStore,
  run: ActivityRun,
): Promise<RemovalPlanPart> {
  const findings = createFindings();
  const missing = await findMissing(input.declaration, deps, store, findings, run);
  const nothing = { remembered: 0, count: 0, isWithinBudget: true, deletions: [] };
  if (missing === undefined) return { findings: findings.take(), ...nothing };
  const { memory, rows, identity } = missing;
  const remembered = countRemembered(memory);
  const isDeleting = input.declaration.onRemoved === 'delete';
  const loss = lossProblem(input, rows.length, remembered);
  if (loss !== undefined) findings.problem(loss);
  // What a person may approve is named all the same.
  if (loss !== undefined && !isDeleting) return { findings: findings.take(), ...nothing, remembered };
  findings.add({ removed: rows.filter(({ md5 }) => md5 !== '').map(({ path }) => path) });
  if (!isDeleting) return { findings: findings.take(), ...nothing, remembered };
  const { deletable } = await sortOutRemovals(missing, store, run.signal);
  const problem = rootOtherThan(memory.root, identity);
  if (problem !== undefined && deletable.length > 0) {
    findings.problem(problem);
    return { findings: findings.take(), ...nothing, remembered };
  }
  const left = deletable.filter(({ path }) => after === undefined || comparePaths(path, after) > 0);
  const deletions: Deletion[] = [];
  let bytes = 0;
  for (const { path, id } of left) {
    bytes += Buffer.byteLength(JSON.stringify({ path, id }));
    if (bytes > PLAN_MAX_BYTES && deletions.length > 0) break;
    deletions.push({ path, id });
  }
  const last = deletions.at(-1);
  return {
    findings: findings.take(),
    remembered,
    count: deletable.length,
    isWithinBudget: loss === undefined && isWithinBudget(budgetOf(input.declaration), deletable.length, remembered),
    deletions,
    ...(last === undefined || deletions.length === left.length ? {} : { next: last.path }),
  };
}

/** A memory that can be read, and does not change. */
function readOnly(store: MemoryStore): MemoryStore {
  return { ...store, change: () => store.read(), commit: async () => undefined };
}
