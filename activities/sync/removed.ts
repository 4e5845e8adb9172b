import type { SyncInput } from '../../contracts/sync/declaration.ts';
import type { SyncFindings } from '../../contracts/sync/report.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import type { ActivityRun } from '../run.ts';
import type { SyncDeps } from './deps.ts';
import { createFindings } from './findings.ts';
import { findMissing } from './missing.ts';

/** See `SyncActivities.settleRemoved`. Of a scan with an error, or of another root, nothing is taken for removed. */
export async function settleRemoved(
  { declaration }: SyncInput,
  deps: Pick<SyncDeps, 'openListing'>,
  store: MemoryStore,
  run: ActivityRun,
): Promise<SyncFindings> {
  const findings = createFindings();
  const missing = await findMissing(declaration, deps, store, findings, run);
  if (missing === undefined) return findings.take();
  const delta = new Map<string, Row | undefined>();
  const removed: string[] = [];
  for (const row of missing.rows) {
    const isDelivered = row.md5 !== '';
    delta.set(row.path, isDelivered ? { ...row, gone: true } : undefined);
    if (isDelivered) removed.push(row.path);
  }
  await store.commit(delta);
  findings.add({ removed });
  return findings.take();
}
