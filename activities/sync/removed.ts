import type { SyncInput } from '../../contracts/sync/declaration.ts';
import type { SyncFindings } from '../../contracts/sync/report.ts';
import { overviewOf, pairsOf } from '../../lib/sync/compare.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import type { ActivityRun } from '../run.ts';
import type { SyncDeps } from './deps.ts';
import { createFindings } from './findings.ts';
import { rootProblem } from './root.ts';

/** See `SyncActivities.settleRemoved`. Of a scan with an error, or of another root, nothing is taken for removed. */
export async function settleRemoved(
  { declaration }: SyncInput,
  deps: Pick<SyncDeps, 'openListing'>,
  store: MemoryStore,
  run: ActivityRun,
): Promise<SyncFindings> {
  const listing = await deps.openListing(declaration, run.signal);
  const memory = await store.read();
  const findings = createFindings();
  const quiet = { skipped: () => undefined, problem: findings.problem };
  const seen = await overviewOf(listing, memory.ranges, quiet, (found) => run.report({ step: 'scan', found }));
  const problem = rootProblem(listing, memory, seen);
  if (problem !== undefined) findings.problem(problem);
  if (findings.hasProblems) return findings.take();
  const delta = new Map<string, Row | undefined>();
  const removed: string[] = [];
  for (const interval of seen.intervals) {
    const pairs = pairsOf({ listing, memory, content: store.content, findings: quiet }, interval);
    for await (const { path, entry, row } of pairs) {
      if (entry !== undefined || row === undefined || row.gone === true) continue;
      run.signal.throwIfAborted();
      // Written again while it was listed: not gone.
      if ((await listing.look(path)) !== undefined) continue;
      const isDelivered = row.md5 !== '';
      delta.set(path, isDelivered ? { ...row, gone: true } : undefined);
      if (isDelivered) removed.push(path);
    }
  }
  if (findings.hasProblems) return findings.take();
  await store.commit(delta);
  findings.add({ removed });
  return findings.take();
}
