import type { SyncActivities } from '../../contracts/sync/activities.ts';
import type { SyncFindings } from '../../contracts/sync/report.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import type { ActivityRun } from '../run.ts';
import type { SyncDeps } from './deps.ts';
import { createFindings } from './findings.ts';
import { findMissing } from './missing.ts';
import { countRemembered, lossProblem } from './root.ts';

/** See `SyncActivities.settleRemoved`. Of a scan with an error, or of another root, nothing is taken for removed. */
export async function settleRemoved(
  { remembered, ...input }: Parameters<SyncActivities['settleRemoved']>[0],
  deps: Pick<SyncDeps, 'openListing'>,
  store: MemoryStore,
  run: ActivityRun,
): Promise<SyncFindings> {
  const findings = createFindings();
  const missing = await findMissing(input.declaration, deps, store, findings, run);
  if (missing === undefined) return findings.take();
  const { rows, memory, identity } = missing;
  const loss = lossProblem(input, rows.length, remembered ?? countRemembered(memory));
  if (loss !== undefined) {
    findings.problem(loss);
    return findings.take();
  }
  const delta = new Map<string, Row | undefined>();
  const removed: string[] = [];
  for (const row of rows) {
    const isDelivered = row.md5 !== '';
    delta.set(row.path, isDelivered ? { ...row, gone: true } : undefined);
    if (isDelivered) removed.push(row.path);
  }
  await store.commit(delta);
  if (memory.root !== identity) await store.change({ root: identity });
  findings.add({ removed });
  return findings.take();
}
