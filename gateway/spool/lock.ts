import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../lib/config/private-files.ts';
import { hasCode } from '../../lib/sources/source-error.ts';
import { isAlive, ownMark } from './process-life.ts';

/** Folder of the lock, in the folder that is locked. */
export const LOCK_FOLDER = 'lock';

/** A lock of a folder that one process holds at a time, and that the death of the process gives free. */
export interface FolderLock {
  /** Acquires it, unless another gateway holds it; answers the holder. */
  take(): Promise<{ isTaken: true } | { isTaken: false; holder: string }>;
  /** Shows that the holder lives; answers whether this still is the holder. */
  beat(): Promise<boolean>;
  /** Gives it free. */
  release(): Promise<void>;
}

const holderSchema = z.object({
  pid: z.number().int(),
  host: z.string(),
  place: z.string().nullable(),
  start: z.string().nullable(),
  isReleased: z.boolean().optional(),
});

type Holder = z.infer<typeof holderSchema>;

/** A holder that cannot be looked at, and when it was last seen to move. */
interface Watched {
  generation: number;
  movedMs: number;
  sinceMs: number;
}

/**
 * A lock by files `N.json` in a folder of its own: the highest one counts. Each taking makes the next one, which the file
 * system lets only one process do, and no number is used again, so a slow process that judged an old holder finds out.
 *
 * A holder on this system is looked up by its process id and start. One of another machine or container cannot be: it is
 * dead when it has not touched its file for `staleMs` while we watched, by our own clock.
 */
export function createFolderLock(folder: string, staleMs: number): FolderLock {
  const files = join(folder, LOCK_FOLDER);
  const pathOf = (generation: number) => join(files, `${generation}.json`);
  let held: number | undefined;
  let watched: Watched | undefined;

  async function highest(): Promise<number> {
    const names = await readdir(files).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error;
      return [];
    });
    return Math.max(0, ...names.map((name) => Number(/^([1-9]\d{0,14})\.json$/.exec(name)?.[1] ?? 0)));
  }

  /** The holder named by this file; undefined when it is free or gone. */
  async function holderOf(generation: number): Promise<string | undefined> {
    const text = await readFile(pathOf(generation), 'utf8').catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error;
    });
    if (text === undefined) return undefined;
    const holder = parseHolder(text);
    if (holder?.isReleased === true) return undefined;
    const who = holder === undefined ? 'another gateway' : `the gateway of process ${holder.pid} on ${holder.host}`;
    const isLiving = holder === undefined ? undefined : await isAlive(holder);
    return (isLiving ?? (await seemsAlive(generation))) ? who : undefined;
  }

  async function seemsAlive(generation: number): Promise<boolean> {
    const found = await stat(pathOf(generation)).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error;
    });
    if (found === undefined) return false;
    const nowMs = performance.now();
    if (watched?.generation !== generation || watched.movedMs !== found.mtimeMs) {
      watched = { generation, movedMs: found.mtimeMs, sinceMs: nowMs };
    }
    return nowMs - watched.sinceMs < staleMs;
  }

  async function claim(generation: number): Promise<boolean> {
    try {
      await writeFile(pathOf(generation), `${JSON.stringify(ownMark())}\n`, { flag: 'wx', mode: PRIVATE_FILE });
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false;
      throw error;
    }
    if ((await highest()) === generation) return true;
    await rm(pathOf(generation), { force: true });
    return false;
  }

  return {
    async take() {
      await mkdir(files, { recursive: true, mode: PRIVATE_FOLDER });
      for (;;) {
        const last = await highest();
        const holder = last === 0 ? undefined : await holderOf(last);
        if (holder !== undefined) return { isTaken: false, holder };
        // The second gateway checks again, and finds the first one alive.
        if (!(await claim(last + 1))) continue;
        held = last + 1;
        for (let older = last; older > 0 && (await isThere(pathOf(older))); older -= 1) await rm(pathOf(older));
        return { isTaken: true };
      }
    },
    async beat() {
      if (held === undefined) return false;
      if ((await highest()) !== held) {
        held = undefined;
        return false;
      }
      const now = new Date();
      await utimes(pathOf(held), now, now);
      return true;
    },
    async release() {
      if (held === undefined) return;
      const path = pathOf(held);
      held = undefined;
      // The number stays, so that no other gateway takes it for free.
      if (!(await isThere(path))) return;
      await writeFile(`${path}.new`, `${JSON.stringify({ ...ownMark(), isReleased: true })}\n`, { mode: PRIVATE_FILE });
      await rename(`${path}.new`, path);
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
}

function parseHolder(text: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Half a file: its writer is at it, or was killed.
    return undefined;
  }
}
