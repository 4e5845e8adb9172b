import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Store } from '../../../lib/simulation/store.ts';
import { Refusal } from './answers.ts';
import { fileRecord } from './file-record.ts';

const storedFile = z.object({
  record: fileRecord,
  /** Recomputed from the bytes on disk at the merge; null when the bytes were not kept. */
  md5: z.string().nullable(),
  isSynchronized: z.boolean(),
});
/** A whole file on the platform. */
export type StoredFile = z.infer<typeof storedFile>;
/** The platform's record of a whole file. */
export type FileRecord = StoredFile['record'];

/** What the uploader told about a file. */
export interface FileFacts {
  hash: string;
  name: string;
  extension: string;
  size: number;
  tags: string[];
}

/** What a later call says of a file; all of it must agree with the record. */
export interface FileClaim {
  hash: string;
  size: number;
  path: string;
  type: string;
  name: string;
}

/** The platform's files by hash: a content is kept once, under the name it came with first. */
export interface Files {
  get(hash: string): StoredFile | undefined;
  add(facts: FileFacts, md5: string | null, isSynchronized: boolean): StoredFile;
  synchronize(hash: string): void;
  /** Forgets a file; false when there is none. */
  remove(hash: string): boolean;
  /** Changes a file's record in a way that no upload can; returns it, or undefined when there is none. */
  alter(hash: string, change: object): FileRecord | undefined;
  /** Gives the record that a claim describes. Throws a {@link Refusal} when there is none, or another one. */
  match(claim: FileClaim): FileRecord;
  list(): StoredFile[];
}

/** A later call says something of a file that its record does not. */
function mismatch(what: string, { name }: FileClaim): Refusal {
  return new Refusal(`文件信息不一致（${what}与上传记录不一致）：${name}`);
}

/**
 * Makes the list of files; `urlOf` gives the address that a record names for its path. `takesTypeOfName`: a claim may
 * have the extension of its own name for a type.
 */
export function createFiles(store: Store, urlOf: (path: string) => string, takesTypeOfName: boolean): Files {
  const files = store.collection('files', (value) => storedFile.parse(value));
  const account = store.collection('account', (value) => z.string().parse(value));

  function userId(): string {
    const known = account.get('userId');
    if (known !== undefined) return known;
    const made = randomUUID();
    account.set('userId', made);
    return made;
  }

  return {
    get: (hash) => files.get(hash),
    add(facts, md5, isSynchronized) {
      const createdUserId = userId();
      const path = `${createdUserId}/00000000-0000-0000-0000-000000000000/${facts.hash}${facts.extension}`;
      const record: FileRecord = {
        id: randomUUID(),
        name: facts.name,
        path,
        createdUserId,
        hash: facts.hash,
        createdUserName: '模拟用户',
        type: facts.extension,
        size: facts.size,
        createdAt: new Date().toISOString(),
        url: urlOf(path),
        tags: facts.tags.length === 0 ? null : facts.tags,
      };
      const file = { record, md5, isSynchronized };
      files.set(facts.hash, file);
      return file;
    },
    synchronize(hash) {
      const file = files.get(hash);
      if (file !== undefined && !file.isSynchronized) files.set(hash, { ...file, isSynchronized: true });
    },
    remove(hash) {
      const isThere = files.has(hash);
      files.delete(hash);
      return isThere;
    },
    alter(hash, change) {
      const file = files.get(hash);
      if (file === undefined) return undefined;
      const record = fileRecord.parse({ ...file.record, ...change });
      files.set(hash, { ...file, record });
      return record;
    },
    match(claim) {
      const file = files.get(claim.hash);
      if (file === undefined || !file.isSynchronized) throw new Refusal(`文件不存在：${claim.name}`);
      const { record } = file;
      if (record.size !== claim.size) throw mismatch('文件大小', claim);
      if (record.path !== claim.path) throw mismatch('文件路径', claim);
      // Lenient: the same content may come under several names, each with its own spelling of the extension.
      const isType = record.type === claim.type || (takesTypeOfName && extensionOf(claim.name) === claim.type);
      if (!isType) throw mismatch('文件类型', claim);
      return record;
    },
    list: () => [...files.values()],
  };
}

/** The extension of a file name with its dot, in the name's own case; empty without one. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}
