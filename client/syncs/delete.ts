import type { Temporal } from '../temporal/temporal.ts';
import { forget } from './memory.ts';
import { assertNoRun } from './put.ts';
import { describeSchedule, onSchedule } from './schedule.ts';

/** See `Syncs.delete`. */
export async function deleteSync(temporal: Temporal, name: string): Promise<{ forgotten: number }> {
  const { schedule } = await describeSchedule(temporal, name);
  assertNoRun(name, schedule);
  await onSchedule(temporal, name, (handle) => handle.delete());
  return { forgotten: await forget(temporal, name) };
}
