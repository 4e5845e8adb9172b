import { kindFacts } from '../../contracts/kinds.ts';
import type { SyncChange } from '../../contracts/sync/activities.ts';
import type { PlatformSessions } from '../sessions.ts';

/**
 * Files as their platform takes them: without the ids of what was delivered before where it has no call that replaces that. Error: a
 * retryable `InvalidRequest` when this worker has no such platform.
 */
export function asReplaced(
  changes: readonly SyncChange[],
  platform: string,
  { kindOf }: Pick<PlatformSessions, 'kindOf'>,
): SyncChange[] {
  const isAsked = changes.some(({ replaces }) => replaces !== undefined);
  if (!isAsked || kindFacts(kindOf(platform))?.replacesById === true) return [...changes];
  return changes.map(({ replaces: _replaces, ...change }) => change);
}
