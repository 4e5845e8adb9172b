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
import { lookAtWhole } from './missing.ts';
import { budgetOf, rootOtherThan, sortOutMissing } from './removals.ts';
import { countRemembered, lossProblem } from './root.ts';
import { scanSource } from './scan.ts';
import { createToldPaths } from './told-paths.ts';

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

/** What one look at a source would have removed: all of it. */
type WholeRemovalPlan = Omit<RemovalPlanPart, 'next'>;

/** A plan of which a part was answered, and the others will be asked for. */
export interface KeptRemovals {
  get(key: string): WholeRemovalPlan | undefined;
  set(key: string, plan: WholeRemovalPlan): void;
  /** Of a plan of which nothing more will be asked for. */
  drop(key: string): void;
}

/** Time between two parts, which are asked for one right after the other. */
const KEPT_MS = 60_000;

/** Keeps the last plan for a while. */
export function keepRemovals(): KeptRemovals {
  let kept: { key: string; plan: WholeRemovalPlan; timer: NodeJS.Timeout } | undefined;
  return {
    get: (key) => (kept?.key === key ? kept.plan : undefined),
    set(key, plan) {
      clearTimeout(kept?.timer);
      const timer = setTimeout(() => {
        kept = undefined;
      }, KEPT_MS).unref();
      kept = { key, plan, timer };
    },
    drop(key) {
      if (kept?.key !== key) return;
      clearTimeout(kept.timer);
      kept = undefined;
    },
  };
}

/**
 * See `SyncPlanActivities.planRemovals`. The first part looks at the source; a later one does so only where this process has not:
 * all together are of one look then.
 */
export async function planRemovals(
  { after, ...input }: SyncInput & { after?: string },
  deps: Pick<SyncDeps, 'openListing'>,
  store: MemoryStore,
  run: ActivityRun,
  kept: KeptRemovals,
): Promise<RemovalPlanPart> {
  const key = JSON.stringify(input);
  const plan = (after === undefined ? undefined : kept.get(key)) ?? (await planAllRemovals(input, deps, store, run));
  const { deletions: all, ...told } = plan;
  const left = after === undefined ? all : all.filter(({ path }) => comparePaths(path, after) > 0);
  let bytes = 0;
  const end = left.findIndex((deletion, at) => {
    bytes += Buffer.byteLength(JSON.stringify(deletion));
    return bytes > PLAN_MAX_BYTES && at > 0;
  });
  if (end === -1) {
    kept.drop(key);
    return { ...told, deletions: left };
  }
  kept.set(key, plan);
  const deletions = left.slice(0, end);
  return { ...told, deletions, next: deletions.at(-1)?.path ?? '' };
}

async function planAllRemovals(
  input: SyncInput,
  deps: Pick<SyncDeps, 'openListing'>,
  store: MemoryStore,
  run: ActivityRun,
): Promise<WholeRemovalPlan> {
  const findings = createFindings();
  const answer = (more: Partial<WholeRemovalPlan> = {}): WholeRemovalPlan => {
    const nothing = { remembered: 0, count: 0, isWithinBudget: true, deletions: [] };
    return { findings: findings.take(), ...nothing, ...more };
  };
  const listing = await deps.openListing(input.declaration, run.signal);
  const look = await lookAtWhole(listing, store, findings, run);
  if (look === undefined) return answer();
  const remembered = countRemembered(look.memory);
  const isDeleting = input.declaration.onRemoved === 'delete';
  const told = createToldPaths();
  const deletions: Deletion[] = [];
  let missing = 0;
  for await (const { deletable, forgettable, unnamed } of sortOutMissing(look, store, findings, run)) {
    const rows = [...deletable, ...forgettable, ...unnamed];
    missing += rows.length;
    const delivered = rows.filter(({ md5 }) => md5 !== '').map(({ path }) => path);
    for (const path of delivered.sort(comparePaths)) told.add(path);
    for (const { path, id } of deletable) deletions.push({ path, id });
  }
  deletions.sort((one, other) => comparePaths(one.path, other.path));
  if (findings.hasProblems) return answer();
  const loss = lossProblem(input, missing, remembered);
  if (loss !== undefined) findings.problem(loss);
  // What a person may approve is named all the same.
  if (loss !== undefined && !isDeleting) return answer({ remembered });
  findings.add({ removed: told.paths, ...(told.isAll ? {} : { truncated: true }) });
  if (!isDeleting) return answer({ remembered });
  const problem = rootOtherThan(look.memory.root, listing.identity);
  if (problem !== undefined && deletions.length > 0) {
    findings.problem(problem);
    return answer({ remembered });
  }
  const count = deletions.length;
  const isWithin = loss === undefined && isWithinBudget(budgetOf(input.declaration), count, remembered);
  return answer({ remembered, count, isWithinBudget: isWithin, deletions });
}

/** A memory that can be read, and does not change. */
function readOnly(store: MemoryStore): MemoryStore {
  return { ...store, change: () => store.read(), commit: async () => undefined };
}
