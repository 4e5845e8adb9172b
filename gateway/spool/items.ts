import { mkdir, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { PRIVATE_FILE, PRIVATE_FOLDER, restrict } from '../../lib/config/private-files.ts';
import { hasCode } from '../../lib/sources/source-error.ts';
import { ITEM_ID, type Item, readRecord, writeRecord } from './item.ts';

const READS_AT_A_TIME = 32;

/**
 * The items of a folder. Of each there are `ID.json`, its record, without which it is none; `ID.part`, the bytes that
 * have come; and in place of that, when all are here, `ID/NAME`. So a source never names half a file.
 */
export interface Items {
  /** Absolute, without links. */
  readonly folder: string;
  get(id: string): Item | undefined;
  all(): Item[];
  /** Reads what lies there. What a killed process left half made or half gone is removed. */
  load(): Promise<void>;
  /** Forgets all items, of which another process takes care from now on. */
  forget(): void;
  /** Adds an item of which no byte is here. */
  create(item: Item): Promise<void>;
  /** The same without a record: of a process that is killed before `complete` nothing stays. */
  hold(item: Item): Promise<void>;
  /** Makes a held item, of which all bytes are here, a file of the spool. */
  complete(item: Item): Promise<void>;
  /** Keeps what changed in its record, or says by an error that it is not kept. An item that is gone stays so. */
  save(item: Item): Promise<void>;
  /** Puts a file of which all bytes are here where its source says. */
  finish(item: Item): Promise<void>;
  /** It is no item from the call on; its bytes go until the promise settles. */
  remove(item: Item): Promise<void>;
  /** Where the bytes that have come lie. */
  partPath(item: Item): string;
  /** Where the file lies once it is complete. */
  sourceOf(item: Item): string;
}

/** The items of a folder, which is made when it is not there; none before they are loaded. */
export async function openItems(path: string): Promise<Items> {
  await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
  const folder = await realpath(path);
  await restrict(folder, PRIVATE_FOLDER);
  const items = new Map<string, Item>();
  const turns = new Map<string, Promise<void>>();

  /** One change of a record after the other. */
  function inTurn(id: string, change: () => Promise<void>): Promise<void> {
    const turn = (turns.get(id) ?? Promise.resolve()).then(change);
    const settled = turn
      .catch(() => {})
      .finally(() => {
        if (turns.get(id) === settled) turns.delete(id);
      });
    turns.set(id, settled);
    return turn;
  }

  const recordPath = (id: string) => join(folder, `${id}.json`);
  const partPath = ({ id }: { id: string }) => join(folder, `${id}.part`);
  const sourceOf = ({ id, name }: Item) => join(folder, id, name);

  async function keep(item: Item): Promise<void> {
    const path = recordPath(item.id);
    await writeSynced(`${path}.new`, writeRecord(item));
    await rename(`${path}.new`, path);
  }

  async function erase(id: string): Promise<void> {
    // The record first: what has none is no item, whatever else of it is left after a kill.
    for (const path of [recordPath(id), `${recordPath(id)}.new`, partPath({ id }), join(folder, id)]) {
      await rm(path, { recursive: true, force: true });
    }
  }

  async function finish(item: Item): Promise<void> {
    await mkdir(join(folder, item.id), { recursive: true, mode: PRIVATE_FOLDER });
    await rename(partPath(item), sourceOf(item));
    item.isComplete = true;
    item.reserved = item.offset;
  }

  function add(item: Item, record: () => Promise<void>): Promise<void> {
    // From here on it counts for the limit of the spool.
    items.set(item.id, item);
    // What a file of the same key has left goes first.
    return inTurn(item.id, async () => {
      try {
        await writeFile(partPath(item), '', { flag: 'wx', mode: PRIVATE_FILE });
        await record();
      } catch (error) {
        items.delete(item.id);
        await erase(item.id).catch(() => {});
        throw error;
      }
    });
  }

  const save = (item: Item) =>
    inTurn(item.id, async () => {
      if (items.get(item.id) === item) await keep(item);
    });

  /** The sender forgets the file when we say that we have it. */
  async function syncPart(item: Item): Promise<void> {
    const part = await open(partPath(item), 'r+');
    try {
      await part.sync();
    } finally {
      await part.close();
    }
  }

  /** The item as it lies there, or nothing when it was half made. */
  async function look(id: string): Promise<Item | undefined> {
    const text = await readFile(recordPath(id), 'utf8').catch(ifMissing);
    const item = text === undefined ? undefined : readRecord(id, text);
    if (item === undefined) return undefined;
    const whole = await stat(sourceOf(item)).catch(ifMissing);
    const found = whole ?? (await stat(partPath(item)).catch(ifMissing));
    if (found === undefined) return undefined;
    item.offset = found.size;
    item.touchedMs = found.mtimeMs;
    item.isComplete = whole !== undefined;
    item.reserved = item.isComplete ? item.offset : Math.max(item.offset, item.size ?? 0);
    if (!item.isComplete && item.offset === item.size) await finish(item);
    return item;
  }

  return {
    folder,
    get: (id) => items.get(id),
    all: () => [...items.values()],
    async load() {
      const names = await readdir(folder);
      const ids = new Set(
        names.map((name) => name.replace(/\.(json|json\.new|part)$/, '')).filter((id) => ITEM_ID.test(id)),
      );
      const limit = pLimit(READS_AT_A_TIME);
      const load = async (id: string) => {
        const item = await look(id);
        if (item === undefined) await erase(id);
        else items.set(id, item);
      };
      await Promise.all([...ids].map((id) => limit(load, id)));
    },
    forget: () => items.clear(),
    create: (item) => add(item, () => keep(item)),
    hold: (item) => add(item, async () => undefined),
    save,
    async finish(item) {
      await syncPart(item);
      await finish(item);
    },
    async complete(item) {
      await syncPart(item);
      await save(item);
      await finish(item);
    },
    remove(item) {
      items.delete(item.id);
      return inTurn(item.id, () => erase(item.id));
    },
    partPath,
    sourceOf,
  };
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', PRIVATE_FILE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function ifMissing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
}
