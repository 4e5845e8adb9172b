import type { ScanCursor } from '../../contracts/sync/activities.ts';
import type { Interval } from '../../lib/sync/listing.ts';

/** Parts of the paths as a step answers them: as JSON has them. */
export function toCursor(intervals: readonly Interval[]): ScanCursor {
  return { intervals: intervals.map(({ from, before }) => (before === undefined ? { from } : { from, before })) };
}
