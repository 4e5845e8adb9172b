import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Linux counts the time of processes in hundredths of a second, on every machine. */
const TICKS_PER_SECOND = 100;

/** Memory of a process that is in RAM, in MiB: now, and at its peak since the last {@link resetPeak}. Linux. */
export function memoryOf(pid: number): { residentMiB: number; peakMiB: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return { residentMiB: field(status, 'VmRSS') / 1024, peakMiB: field(status, 'VmHWM') / 1024 };
}

/** Lets the kernel count a process's peak of memory anew. */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The median of a process's memory over some time, in MiB. */
export async function settledMemoryMiB(pid: number, samples = 20, intervalMs = 50): Promise<number> {
  const seen: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    seen.push(memoryOf(pid).residentMiB);
    await delay(intervalMs);
  }
  return seen.sort((a, b) => a - b)[samples >> 1] ?? Number.NaN;
}

/** Seconds of CPU that a process with all its threads has used so far. Linux. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name, in parentheses, may hold spaces; user and system time are fields 14 and 15 of the whole.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function field(status: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status);
  if (found === null) throw new Error(`/proc tells no ${name}: this benchmark needs Linux`);
  return Number(found[1]);
}
