import type { Temporal } from '../temporal/temporal.ts';
import { asAbsent } from './absent.ts';
import { forget, forgetLost } from './forget-memory.ts';
import { assertNotHeld, isRemembering, readLost, readMemory } from './memory.ts';
import { assertNoRun } from './put.ts';
import { describeSchedule, onSchedule } from './schedule.ts';

/**
 * See `Syncs.delete`. A call that was interrupted is ended by the same call again. Without a worker, which alone knows what is
 * to be forgotten, nothing is done.
 */
export async function deleteSync(
  temporal: Temporal,
  name: string,
  { dryRun }: { dryRun?: boolean } = {},
): Promise<{ forgotten: number }> {
  const isOpen = await isRemembering(temporal, name);
  const unlessDeleted = (error: unknown) => {
    if (!isOpen) throw error;
    return asAbsent(error);
  };
  const there = await describeSchedule(temporal, name).catch(unlessDeleted);
  if (dryRun === true) return { forgotten: 0 };
  if (there !== undefined) assertNoRun(name, there.schedule);
  const memory = isOpen ? await readMemory(temporal, name) : await readLost(temporal, name);
  if (memory !== undefined) await assertNotHeld(temporal, memory);
  if (there !== undefined) await onSchedule(temporal, name, (handle) => handle.delete()).catch(unlessDeleted);
  const forgotten =
    isOpen && memory !== undefined ? forget(temporal, name, memory) : forgetLost(temporal, name, memory);
  return { forgotten: await forgotten };
}
