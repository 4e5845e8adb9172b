import { isDelivered } from '../../contracts/kinds.ts';
import type { FileProgress } from '../../contracts/progress.ts';
import { say, translated } from '../../lib/words/say.ts';
import type { Colors } from '../context.ts';

/** A status in its colour, as people call it. */
export function paintStatus(status: string, colors: Colors): string {
  const word = translated(status);
  if (status === 'completed') return colors.green(word);
  if (status === 'failed' || status === 'cancelled') return colors.red(word);
  return status === 'partial' || status === 'paused' ? colors.yellow(word) : word;
}

/** The status of a file in its colour; which one is the last depends on the kind of platform. */
export function paintFileStatus(file: Pick<FileProgress, 'status' | 'stage'>, colors: Colors): string {
  return isDelivered(file) ? colors.green(say(file.status)) : paintStatus(file.status, colors);
}

/** How many files are in each state, as they come: `297 registered, 3 failed`. */
export function countsByStatus(files: readonly FileProgress[]): string {
  const counts = new Map<string, number>();
  for (const { status } of files) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .map(([status, number]) => say('{count} {status}', { count: number, status: translated(status) }))
    .join(say(', '));
}
