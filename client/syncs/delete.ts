import { ModelrailError } from '../../lib/errors.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { forget, forgetLost, isRemembering, readRemembered } from './memory.ts';
import { assertNoRun } from './put.ts';
import { describeSchedule, onSchedule } from './schedule.ts';

/**
 * See `Syncs.delete`. A call that was interrupted is ended by the same call again. Without a worker, which alone knows what is
 * to be forgotten, nothing is done.
 */
export async function deleteSync(temporal: Temporal, name: string): Promise<{ forgotten: number }> {
  const isOpen = await isRemembering(temporal, name);
  try {
    const { schedule } = await describeSchedule(temporal, name);
    assertNoRun(name, schedule);
    if (isOpen) await readRemembered(temporal, name);
    await onSchedule(temporal, name, (handle) => handle.delete());
  } catch (error) {
    const isGone = error instanceof ModelrailError && error.type === 'NotFound';
    if (!isGone || !isOpen) throw error;
  }
  return { forgotten: isOpen ? await forget(temporal, name) : await forgetLost(temporal, name) };
}
