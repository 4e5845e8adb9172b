import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Collection, Store } from '../../../lib/simulation/store.ts';
import { Refusal } from './refusal.ts';

/** Bytes in the store of the service. */
const content = z.object({ pkfile: z.string(), size: z.number(), md5: z.string() });
/** See {@link content}. */
export type Content = z.infer<typeof content>;

const attachment = z.object({
  id: z.string(),
  filename: z.string(),
  filepath: z.string(),
  groupname: z.string(),
  permission: z.enum(['read', 'private', 'full']),
  isEncrypted: z.boolean(),
  url: z.string(),
  uploadtime: z.string(),
  /** What the service says; `update` may set it. */
  filesize: z.string(),
  ...content.shape,
});
/** An attachment of the service. */
export type StoredAttachment = z.infer<typeof attachment>;

/** What lies in the store by a direct upload: there may be no record of it. */
const stored = z.object({ filepath: z.string(), groupname: z.string(), filename: z.string(), ...content.shape });
/** See {@link stored}. */
export type StoredObject = z.infer<typeof stored>;

/** What an attachment is found by. */
export interface Named {
  filepath: string;
  groupname: string;
  filename: string;
}

/** The records of the service, and what its store has. */
export interface Attachments {
  records: Collection<StoredAttachment>;
  objects: Collection<StoredObject>;
  /** The record of that name; undefined for none. */
  find(named: Named): StoredAttachment | undefined;
  /** The record of that id. Error: {@link Refusal} with these words. */
  get(id: string, words: string): StoredAttachment;
  /** Throws a {@link Refusal} where something else has the name. */
  checkFree(named: Named, words: string, exceptId?: string): void;
  /** Makes a record, or gives that of the name new content: its id stays. */
  put(named: Named, kept: Content, how: Pick<StoredAttachment, 'permission' | 'isEncrypted' | 'url'>): StoredAttachment;
  object(named: Named): StoredObject | undefined;
  /** The same, where no record has it. */
  orphan(named: Named): StoredObject | undefined;
  putObject(named: Named, kept: Content): void;
  save(record: StoredAttachment): void;
}

/** Keeps the records. */
export function createAttachments(store: Store): Attachments {
  const records = store.collection('attachments', (value) => attachment.parse(value));
  const objects = store.collection('objects', (value) => stored.parse(value));

  const find = (named: Named) => [...records.values()].find((one) => isNamed(one, named));
  const save = (record: StoredAttachment) => records.set(record.id, record);

  return {
    records,
    objects,
    find,
    save,
    get(id, words) {
      const known = records.get(id);
      if (known === undefined) throw new Refusal(words);
      return known;
    },
    checkFree(named, words, exceptId) {
      const other = find(named);
      if (other !== undefined && other.id !== exceptId) throw new Refusal(words);
    },
    put({ filepath, groupname, filename }, kept, how) {
      const named = { filepath, groupname, filename };
      const id = find(named)?.id ?? newId();
      const record = { id, ...named, ...how, ...kept, filesize: sizeText(kept.size), uploadtime: now() };
      save(record);
      return record;
    },
    orphan(named) {
      const lying = objects.get(keyOf(named));
      return [...records.values()].some(({ pkfile }) => pkfile === lying?.pkfile) ? undefined : lying;
    },
    object: (named) => objects.get(keyOf(named)),
    putObject({ filepath, groupname, filename }, kept) {
      objects.set(keyOf({ filepath, groupname, filename }), { filepath, groupname, filename, ...kept });
    },
  };
}

function isNamed(one: Named, { filepath, groupname, filename }: Named): boolean {
  return one.filepath === filepath && one.groupname === groupname && one.filename === filename;
}

function keyOf({ filepath, groupname, filename }: Named): string {
  return JSON.stringify([filepath, groupname, filename]);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** As in the document's examples. */
function newId(): string {
  return [...randomBytes(20)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** `12Byte(s)`, `4.00KB`: as such services write sizes. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes}Byte(s)`;
  const units = ['KB', 'MB', 'GB'];
  let value = bytes / 1024;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${value.toFixed(2)}${units[unit]}`;
}

/** `yyyy-MM-dd HH:mm:ss` in Shanghai. */
function now(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** A record as the service tells it. */
export function recordOf({ id, filename, filepath, groupname, filesize, url, uploadtime }: StoredAttachment) {
  return { filename, filepath, id, filesize, groupname, url, uploadtime };
}
