import { doubtfulAfter, substitutesAfter } from '../../contracts/kinds.ts';
import { toldWith } from '../../contracts/sentences.ts';
import type { SyncActivities, SyncPlanActivities } from '../../contracts/sync/activities.ts';
import { encodeFiles } from '../../lib/sync/batch-files.ts';
import type { Row } from '../../lib/sync/rows.ts';
import { asActivity } from '../run.ts';
import type { PlatformSessions } from '../sessions.ts';
import { readOutcome, refusedFiles, rowAfter, sentencesOfErrors } from './delivered.ts';
import { approvalsOf, memoryOf, type SyncDeps } from './deps.ts';
import { findRemoved } from './find-removed.ts';
import { createFindings } from './findings.ts';
import { holdMemory } from './hold.ts';
import { keepRemovals, planRemovals, planSync } from './plan.ts';
import { forgetRemoved, removeFiles } from './remove-files.ts';
import { settleRemoved } from './removed.ts';
import { asReplaced } from './replaced.ts';
import { countRemembered } from './root.ts';
import { createRowReader } from './row-reader.ts';
import { scanSource } from './scan.ts';

/** Steps of the runs of recurring syncs. */
export function createSyncActivities(
  deps: SyncDeps & { platforms: PlatformSessions },
): SyncActivities & SyncPlanActivities {
  const kept = keepRemovals();
  return {
    scanSource: asActivity(async (input, run) => {
      const page = await scanSource(input, deps, memoryOf(deps, input.name), run);
      return { ...page, changes: asReplaced(page.changes, input.declaration.platform, deps.platforms) };
    }),
    settleRemoved: asActivity(async (input, run) => settleRemoved(input, deps, memoryOf(deps, input.name), run)),

    findRemoved: asActivity(async (input, run) =>
      findRemoved(input, deps, memoryOf(deps, input.name), approvalsOf(deps, input.name), run),
    ),
    removeFiles: asActivity(async (input, run) => removeFiles(input, deps, memoryOf(deps, input.name), run)),
    forgetRemoved: asActivity(async ({ name, files }) => forgetRemoved(files, memoryOf(deps, name))),

    planSync: asActivity(async (input, run) => planSync(input, deps, memoryOf(deps, input.name), run)),
    planRemovals: asActivity(async (input, run) => planRemovals(input, deps, memoryOf(deps, input.name), run, kept)),

    beginRemovals: asActivity(async (holder) => {
      const { name, run } = holder;
      const store = memoryOf(deps, name);
      const before = (await holdMemory(holder, store, deps.temporal)).approval;
      // That of an ended run, which no other may use. First of all, so that an attempt which comes no further leaves nothing open.
      if (before?.run !== undefined && before.run !== run) await approvalsOf(deps, name).forget(before.parts);
      const after = await store.change({ takeApproval: { run } });
      const { root, approval } = after;
      return {
        remembered: countRemembered(after),
        ...(root === undefined ? {} : { root }),
        ...(approval === undefined ? {} : { approval: approval.parts }),
      };
    }),

    beginDelivery: asActivity(async ({ batch, ...holder }) => {
      const { name, run } = holder;
      const store = memoryOf(deps, name);
      await holdMemory(holder, store, deps.temporal);
      const begun = batch && { number: batch.number, begunAtMs: Date.now(), files: encodeFiles(batch.files) };
      const { generation, substitutes } = await store.change({ begin: { run, ...(begun && { batch: begun }) } });
      return { generation, ...(substitutes === undefined ? {} : { substitutes }) };
    }),

    commitDelivery: asActivity(async ({ name, ingestion, files, retries }) => {
      const store = memoryOf(deps, name);
      const result = await readOutcome(deps.temporal, name, ingestion, files.length);
      const memory = await store.read();
      const findings = createFindings();
      const old = createRowReader(store, memory);
      const delta = new Map<string, Row | undefined>();
      const refused = refusedFiles(result, files.length);
      const doubtful = doubtfulAfter(result);
      for (const [index, change] of files.entries()) {
        const refusal = refused.get(index);
        if (refused.size > 0 && refusal === undefined) continue;
        const context = {
          retries,
          error: refusal ?? result.error,
          isRefused: refusal !== undefined,
          isDoubtful: doubtful.has(index),
        };
        const after = rowAfter(change, result.files[index], await old(change.path), context);
        if (after.row !== undefined) delta.set(change.path, after.row);
        findings.add(after.findings);
      }
      findings.add(toldWith(sentencesOfErrors(result)));
      const made = substitutesAfter(result);
      const substitutes = Object.keys(made).length === 0 ? {} : { substitutes: { ...memory.substitutes, ...made } };
      await store.commit(delta, { done: ingestion.workflowId, basis: memory.ranges, ...substitutes });
      return { ...findings.take(), ...(refused.size === 0 ? {} : { refused: [...refused.keys()] }) };
    }),
  };
}
