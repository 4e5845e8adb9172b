import type { TransferHeartbeat } from '../contracts/activities.ts';

/** What the earlier attempt of a step that sends has told last; undefined of a first one. */
export function sentBefore(previous: Record<string, unknown> | undefined): TransferHeartbeat | undefined {
  // as: written by an earlier attempt of this very step.
  return previous?.['step'] === 'transfer' ? (previous as unknown as TransferHeartbeat) : undefined;
}
