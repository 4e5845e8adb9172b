import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { memoryOf } from './process-stats.ts';

const LOOK_EVERY_MS = 10;

/** Has `rclone` compare two trees by size and time; answers how long that took, and the most memory that it had, in MiB. */
export async function compareTrees(from: string, to: string): Promise<{ seconds: number; peakMiB: number }> {
  const start = performance.now();
  const child = spawn('rclone', ['sync', '--dry-run', '--config', '/dev/null', from, to], { stdio: 'ignore' });
  const { pid } = child;
  if (pid === undefined) throw new Error('rclone did not start');
  let peakMiB = 0;
  const timer = setInterval(() => {
    try {
      ({ peakMiB } = memoryOf(pid));
    } catch {
      // It has just ended: the last look holds.
    }
  }, LOOK_EVERY_MS);
  const [code] = (await once(child, 'close')) as [number | null]; // as: what the event brings
  clearInterval(timer);
  if (code !== 0) throw new Error(`rclone ended with ${code}`);
  return { seconds: (performance.now() - start) / 1000, peakMiB };
}

/** True when there is an `rclone` in the `PATH`. */
export async function hasRclone(): Promise<boolean> {
  const child = spawn('rclone', ['version'], { stdio: 'ignore' });
  return await Promise.race([
    once(child, 'error').then(() => false),
    once(child, 'close').then(([code]) => code === 0),
  ]);
}
