import type { PendingActivity } from './pending-activity.ts';

/**
 * Since when nothing comes of the calls that a run has under way (ISO 8601); undefined while a step sends, and where no call takes
 * long. Of several silent steps the one that was answered last counts.
 */
export function silentSince(activities: readonly PendingActivity[]): string | undefined {
  const started = activities.filter(({ state }) => state === 'started');
  const isSending = started.some(({ heartbeat, ...activity }) => {
    return activity.silentSince === undefined && heartbeat?.step === 'transfer' && heartbeat.waiting === undefined;
  });
  if (isSending) return undefined;
  return started
    .flatMap((activity) => activity.silentSince ?? [])
    .toSorted()
    .at(-1);
}
