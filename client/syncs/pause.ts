import type { Temporal } from '../temporal/temporal.ts';
import { onSchedule } from './schedule.ts';

/** What Temporal is told where no note was given: it needs one, and the SDK would give its own. */
const PAUSED = 'paused';
const RESUMED = 'resumed';

/** See `Syncs.pause`. */
export async function pauseSync(temporal: Temporal, name: string, note?: string): Promise<void> {
  await onSchedule(temporal, name, (handle) => handle.pause(note || PAUSED));
}

/** See `Syncs.resume`. */
export async function resumeSync(temporal: Temporal, name: string, note?: string): Promise<void> {
  await onSchedule(temporal, name, (handle) => handle.unpause(note || RESUMED));
}

/** A note that was given. */
export function givenNote(note: string | undefined): string | undefined {
  return note === undefined || ['', PAUSED, RESUMED].includes(note) ? undefined : note;
}
