import type { FileProgress } from '../../contracts/progress.ts';
import type { Colors } from '../context.ts';

/** A status in its colour. */
export function paintStatus(status: string, colors: Colors): string {
  if (status === 'completed' || status === 'registered') return colors.green(status);
  if (status === 'failed' || status === 'cancelled') return colors.red(status);
  return status === 'partial' || status === 'paused' ? colors.yellow(status) : status;
}

/** How many files are in each state, as they come: `297 registered, 3 failed`. */
export function countsByStatus(files: readonly FileProgress[]): string {
  const counts = new Map<string, number>();
  for (const { status } of files) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, number]) => `${number} ${status}`).join(', ');
}
