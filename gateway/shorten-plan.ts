import type { SyncPlan } from '../client/index.ts';

/** Deletions that one answer names, and bytes that they take. */
const MAX_DELETIONS = 20_000;
const MAX_DELETION_BYTES = 2 * 1024 ** 2;
/**
 * A plan with so many comes back whole, whatever the limit of other bodies: its other lists have a thousand at most, and a client
 * that writes `\u0436` for a letter makes three bytes of one.
 */
export const PLAN_MAX_BODY_BYTES = 4 * MAX_DELETION_BYTES;
/** How deep the lists of a plan lie in the body that approves it. */
export const PLAN_LISTS_DEPTH = 4;

/** A plan that fits into an answer, and into the body that approves it: what it does not name then waits for the next plan. */
export function shortenPlan(plan: SyncPlan): SyncPlan {
  const { deletions } = plan;
  if (deletions === undefined) return plan;
  let bytes = 0;
  const end = deletions.files.findIndex((deletion, at) => {
    bytes += Buffer.byteLength(JSON.stringify(deletion)) + 1;
    return at >= MAX_DELETIONS || bytes > MAX_DELETION_BYTES;
  });
  if (end === -1) return plan;
  return { ...plan, deletions: { ...deletions, files: deletions.files.slice(0, end) }, truncated: true };
}
