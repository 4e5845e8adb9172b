import { readFile, rm } from 'node:fs/promises';
import { uptime } from 'node:os';
import { dirname, join } from 'node:path';
import { isRecord } from '../../lib/config/file.ts';
import { openStateFolder, writePrivate } from '../../lib/config/private-files.ts';
import { stateFolderIn } from '../../lib/config/state-folder.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { told } from '../../lib/words/told.ts';

/** What a running `dev` tells about itself to other processes. */
export interface RunningSystem {
  pid: number;
  startedAt: string;
  /** `HOST:PORT` of Temporal. */
  address?: string;
  uiUrl?: string;
}

/** The state folder that belongs to a configuration, or to the working folder when there is none. */
export function stateFolder(config: { path?: string }, cwd: string): string {
  return stateFolderIn(config.path === undefined ? cwd : dirname(config.path));
}

/** Says that `dev` runs in this folder. Error: `InvalidRequest` when one does already. */
export async function claimFolder(
  folder: string,
): Promise<{ tell(system: Partial<RunningSystem>): Promise<void>; release(): Promise<void> }> {
  const path = join(folder, 'dev.json');
  await openStateFolder(folder);
  const other = await readState(path);
  if (other !== undefined && isAlive(other)) {
    throw new ModelrailError(
      'InvalidRequest',
      other.uiUrl === undefined
        ? told('`modelrail dev` runs here already (process {pid})', { pid: other.pid })
        : told('`modelrail dev` runs here already (process {pid}, its UI is at {url})', {
            pid: other.pid,
            url: other.uiUrl,
          }),
    );
  }
  let state: RunningSystem = { pid: process.pid, startedAt: new Date().toISOString() };
  const write = () => writePrivate(path, `${JSON.stringify(state, null, 2)}\n`);
  await write();
  return {
    async tell(system) {
      state = { ...state, ...system };
      await write();
    },
    release: () => rm(path, { force: true }),
  };
}

/** The `dev` that runs beside a configuration, when it is the one whose Temporal is at `address`. */
export async function runningSystem(folder: string, address: string): Promise<RunningSystem | undefined> {
  const state = await readState(join(folder, 'dev.json'));
  return state !== undefined && state.address === address && isAlive(state) ? state : undefined;
}

async function readState(path: string): Promise<RunningSystem | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  try {
    const state: unknown = JSON.parse(text);
    return isRecord(state) ? parseState(state) : undefined;
  } catch {
    // A partial file of a process that was killed while it wrote: nothing runs.
    return undefined;
  }
}

function parseState({ pid, startedAt, address, uiUrl }: Record<string, unknown>): RunningSystem | undefined {
  if (typeof pid !== 'number' || typeof startedAt !== 'string') return undefined;
  return {
    pid,
    startedAt,
    ...(typeof address === 'string' ? { address } : {}),
    ...(typeof uiUrl === 'string' ? { uiUrl } : {}),
  };
}

/** Process ids are given out again: one from before the machine started, or our own, is another process's. */
function isAlive({ pid, startedAt }: RunningSystem): boolean {
  if (pid === process.pid || Date.parse(startedAt) < Date.now() - uptime() * 1000) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
