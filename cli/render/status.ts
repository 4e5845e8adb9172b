import { isDelivered } from '../../contracts/kinds.ts';
import type { FileProgress } from '../../contracts/progress.ts';
import type { Colors } from '../context.ts';

/** A status in its colour. */
export function paintStatus(status: string, colors: Colors): string {
  if (status === 'completed') return colors.green(status);
  if (status === 'failed' || status === 'cancelled') return colors.red(status);
  return status === 'partial' || status === 'paused' ? colors.yellow(status) : status;
}

/** The status of a file in its colour; which one is the last depends on the kind of platform. */
export function paintFileStatus(file: Pick<FileProgress, 'status' | 'stage'>, colors: Colors): string {
  return isDelivered(file) ? colors.green(file.status) : paintStatus(file.status, colors);
}

/** How many files are in each state, as they come: `297 registered, 3 failed`. */
export function countsByStatus(files: readonly FileProgress[]): string {
  const counts = new Map<string, number>();
  for (const { status } of files) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, number]) => `${number} ${status}`).join(', ');
}
