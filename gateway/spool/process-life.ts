import { readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { hasCode } from '../../lib/sources/source-error.ts';

/** A process as others can recognise it, also after its id was given to another one. */
export interface ProcessMark {
  pid: number;
  host: string;
  /** The running system and the space of process ids that `pid` counts in; null where the system does not say. */
  place: string | null;
  /** When it started, in ticks since the system did; null where the system does not say. */
  start: string | null;
}

/** Of the fields behind the name of the program in `/proc/PID/stat`: the state, and the start of the process. */
const STATE_FIELD = 0;
const START_FIELD = 19;

/** The mark of this process. */
export function ownMark(): ProcessMark {
  return { pid: process.pid, host: hostname(), place: ownPlace(), start: startIn(ownStat()) ?? null };
}

/** Whether a process lives; undefined when that cannot be seen from here: it is of another machine or container. */
export async function isAlive(mark: ProcessMark): Promise<boolean | undefined> {
  const place = ownPlace();
  if (place === null && mark.place === null && mark.host === hostname()) return isIdFree(mark.pid) ? false : undefined;
  if (place === null || mark.place !== place) return undefined;
  const stat = await readFile(`/proc/${mark.pid}/stat`, 'utf8').catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT', 'ESRCH')) throw error;
  });
  if (stat === undefined) return false;
  const state = fieldsOf(stat)[STATE_FIELD];
  // A process that was killed and that its parent has not waited for yet is dead all the same.
  return state !== 'Z' && state !== 'X' && startIn(stat) === mark.start;
}

function isIdFree(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

function ownPlace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch (error) {
    // Another system than Linux.
    if (hasCode(error, 'ENOENT', 'EACCES')) return null;
    throw error;
  }
}

function ownStat(): string {
  try {
    return readFileSync('/proc/self/stat', 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EACCES')) return '';
    throw error;
  }
}

function startIn(stat: string): string | undefined {
  return fieldsOf(stat)[START_FIELD];
}

/** The name of a program may hold blanks and brackets; what follows the last bracket is fields. */
function fieldsOf(stat: string): string[] {
  const end = stat.lastIndexOf(')');
  return end < 0 ? [] : stat.slice(end + 2).split(' ');
}
