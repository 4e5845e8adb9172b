import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { z } from 'zod';

/** A named set of JSON values by key; each change is on its way to the disk when the call returns. */
export interface Collection<T> {
  readonly size: number;
  get(key: string): T | undefined;
  has(key: string): boolean;
  set(key: string, value: T): void;
  delete(...keys: string[]): void;
  values(): IterableIterator<T>;
  entries(): IterableIterator<[string, T]>;
}

/** What a simulator remembers across restarts of its process. */
export interface Store {
  /** The collection of that name; `parse` checks what an earlier process wrote. Call it once per name. */
  collection<T>(name: string, parse: (value: unknown) => T): Collection<T>;
  /** Forgets everything in every collection. */
  clear(): void;
  close(): void;
}

const journalLine = z.union([
  z.tuple([z.literal('set'), z.string(), z.string(), z.unknown()]),
  z.tuple([z.literal('delete'), z.string(), z.array(z.string())]),
]);

/** Lines that a journal may hold beyond four times its live values before it is rewritten. */
const SPARE_LINES = 5_000;

/**
 * Opens the journal at `path`, or makes it. Every change is one line, written with a synchronous append: some
 * microseconds, and safe against the death of the process (not of the machine). A line that was cut off is dropped.
 */
export function openStore(path: string): Store {
  const live = new Map<string, Map<string, unknown>>();
  let lines = replay(path, live);
  let file: number | undefined = rewrite(path, live);

  function append(line: z.infer<typeof journalLine>): void {
    if (file === undefined) throw new Error(`The store ${path} is closed`);
    writeSync(file, `${JSON.stringify(line)}\n`);
    lines += 1;
    if (lines > SPARE_LINES + 4 * count(live)) compact();
  }

  function compact(): void {
    if (file !== undefined) closeSync(file);
    file = rewrite(path, live);
    lines = count(live);
  }

  return {
    collection<T>(name: string, parse: (value: unknown) => T): Collection<T> {
      const values = new Map<string, T>();
      for (const [key, value] of live.get(name) ?? []) values.set(key, parse(value));
      live.set(name, values);
      return {
        get size() {
          return values.size;
        },
        get: (key) => values.get(key),
        has: (key) => values.has(key),
        set(key, value) {
          values.set(key, value);
          append(['set', name, key, value]);
        },
        delete(...keys) {
          const present = keys.filter((key) => values.delete(key));
          if (present.length > 0) append(['delete', name, present]);
        },
        values: () => values.values(),
        entries: () => values.entries(),
      };
    },
    clear() {
      for (const values of live.values()) values.clear();
      compact();
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function replay(path: string, live: Map<string, Map<string, unknown>>): number {
  if (!existsSync(path)) return 0;
  const lines = readFileSync(path, 'utf8').split('\n');
  // Whole lines end with a newline: what follows the last one is nothing, or the rest of a write that was cut off.
  lines.pop();
  for (const [index, text] of lines.entries()) {
    const line = parseLine(text, `${path}:${index + 1}`);
    const values = live.get(line[1]) ?? new Map<string, unknown>();
    live.set(line[1], values);
    if (line[0] === 'set') values.set(line[2], line[3]);
    else for (const key of line[2]) values.delete(key);
  }
  return lines.length;
}

function parseLine(text: string, where: string): z.infer<typeof journalLine> {
  try {
    return journalLine.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${where} is not a line of a simulator's journal; delete the data folder to begin anew`, {
      cause: error,
    });
  }
}

/** Writes the live values beside the journal and puts them in its place, so that one of both is always whole. */
function rewrite(path: string, live: Map<string, Map<string, unknown>>): number {
  const lines: string[] = [];
  for (const [name, values] of live) {
    for (const [key, value] of values) lines.push(`${JSON.stringify(['set', name, key, value])}\n`);
  }
  writeFileSync(`${path}.new`, lines.join(''));
  renameSync(`${path}.new`, path);
  return openSync(path, 'a');
}

function count(live: Map<string, Map<string, unknown>>): number {
  let total = 0;
  for (const values of live.values()) total += values.size;
  return total;
}
