import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Counters } from '../../../lib/simulation/counters.ts';
import { createMd5Thread } from '../../../lib/simulation/md5-thread.ts';
import type { Store } from '../../../lib/simulation/store.ts';
import type { Behaviour } from './options.ts';
import { Refusal } from './refusal.ts';

const storedFile = z.object({
  fid: z.number(),
  userId: z.string(),
  name: z.string(),
  path: z.string(),
  /** As it was announced; of a file that came whole the MD5 of its bytes. */
  md5: z.string(),
  length: z.number(),
  position: z.number(),
  isComplete: z.boolean(),
  /** It came by `uploadify`. */
  isWhole: z.boolean(),
  postedTime: z.string(),
});
/** A file of the disk, whole or on its way. */
export type StoredFile = z.infer<typeof storedFile>;

/** The fields of `fileResume` (manual section 4.3). */
export interface PartForm {
  fid: string;
  userId: string;
  fileLength: string;
  fileMd5: string;
  fileNameLocal: string;
  filePos: string;
}

/** The files of the disk. */
export interface Uploads {
  /** Begins an upload by position, or gives the one of this content and user. Errors: {@link Refusal}. */
  create(form: { fileMd5: string; userId: string; fileLength: string; filePathLocal: string }): StoredFile;
  /** Takes a part; nothing of it counts unless it begins where the platform wants it. Errors: {@link Refusal}. */
  takePart(form: PartForm, content: AsyncIterable<Buffer>, isCut: () => boolean): Promise<StoredFile>;
  /** Takes a whole file. */
  takeWhole(name: string, content: AsyncIterable<Buffer>, isCut: () => boolean): Promise<StoredFile>;
  /** The user's uploads that are not complete. */
  uncompleted(): StoredFile[];
  get(fid: number): StoredFile | undefined;
  list(): StoredFile[];
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** What `uploadify` takes (manual section 4.1). */
const MAX_WHOLE_BYTES = 50 * 1024 * 1024;
const FIRST_FID = 4_746_964;

/** Keeps the files below `folder`, each under its `fid`. */
export async function createUploads(options: {
  store: Store;
  counters: Counters;
  folder: string;
  behaviour: Behaviour;
}): Promise<Uploads> {
  const { store, counters, folder, behaviour } = options;
  await mkdir(folder, { recursive: true });
  const files = store.collection('files', (value) => storedFile.parse(value));
  const md5s = createMd5Thread();
  const busy = new Set<number>();
  let spools = 0;

  const pathOf = (fid: number) => join(folder, String(fid));
  const save = (file: StoredFile) => files.set(String(file.fid), file);

  function add(file: Omit<StoredFile, 'fid' | 'postedTime'>): StoredFile {
    const all = [...files.values()].map(({ fid }) => fid);
    const made = { ...file, fid: Math.max(FIRST_FID - 1, ...all) + 1, postedTime: shanghaiTime() };
    save(made);
    return made;
  }

  /** Writes what comes, no more than there is room for; answers how much came. */
  async function write(fid: number, position: number, room: number, content: AsyncIterable<Buffer>): Promise<number> {
    const file = await open(pathOf(fid), position === 0 ? 'w' : 'r+');
    let received = 0;
    try {
      for await (const piece of content) {
        const wanted = piece.subarray(0, Math.max(0, room - received));
        if (wanted.length > 0) await file.write(wanted, 0, wanted.length, position + received);
        received += piece.length;
      }
    } catch {
      // The connection ended: how much has come is what counts.
    } finally {
      await file.close();
    }
    return received;
  }

  /** Compares the MD5 of what lies there, by the platform's own count, with the one that was announced. */
  async function finish(file: StoredFile): Promise<StoredFile> {
    const found = await md5s.finish(pathOf(file.fid), file.length);
    if (found === file.md5.toLowerCase()) return { ...file, isComplete: true };
    save({ ...file, position: 0 });
    throw new Refusal('文件MD5校验失败');
  }

  async function receive(file: StoredFile, content: AsyncIterable<Buffer>, isCut: () => boolean): Promise<StoredFile> {
    const { fid, position, length } = file;
    const room = length - position;
    const received = await write(fid, position, room, content);
    if (received > room) throw new Refusal('文件块超出文件大小');
    if (received === 0) throw new Refusal('未接收到文件块');
    if (isCut() && !behaviour.keepsCutParts) {
      await truncate(pathOf(fid), position);
      // It came, and has to come again.
      counters.recordChunk(String(fid), received, true);
      throw new Refusal('文件块不完整');
    }
    counters.recordChunk(String(fid), received, false);
    const grown = { ...file, position: position + received };
    md5s.advance(pathOf(fid), grown.position);
    const kept = grown.position === length ? await finish(grown) : grown;
    save(kept);
    return kept;
  }

  return {
    create({ fileMd5, userId, fileLength, filePathLocal }) {
      const length = Number(fileLength);
      if (length === 0) throw new Refusal('文件大小必须大于0');
      const md5 = fileMd5.toLowerCase();
      const known = [...files.values()].find((file) => !file.isWhole && file.md5 === md5 && file.userId === userId);
      if (known === undefined) {
        const name = filePathLocal.split(/[\\/]/).at(-1) ?? filePathLocal;
        const fresh = { userId, name, path: filePathLocal, md5, length };
        return add({ ...fresh, position: 0, isComplete: false, isWhole: false });
      }
      if (known.length !== length) throw new Refusal('文件大小与已创建的文件不一致');
      return known;
    },
    async takePart(form, content, isCut) {
      const file = files.get(form.fid);
      const problem = partProblem(file, form);
      if (problem !== undefined || file === undefined) throw new Refusal(problem ?? '文件不存在');
      if (busy.has(file.fid)) throw new Refusal('文件正在上传，请稍后');
      busy.add(file.fid);
      try {
        return await receive(file, content, isCut);
      } finally {
        busy.delete(file.fid);
      }
    },
    async takeWhole(name, content, isCut) {
      spools += 1;
      const spool = join(folder, `whole-${process.pid}-${spools}`);
      const hash = createHash('md5');
      let length = 0;
      try {
        await pipeline(async function* () {
          for await (const piece of content) {
            length += piece.length;
            if (length > MAX_WHOLE_BYTES) continue;
            hash.update(piece);
            yield piece;
          }
        }, createWriteStream(spool));
        if (isCut()) throw new Refusal('文件不完整');
        if (length === 0) throw new Refusal('文件不能为空');
        if (length > MAX_WHOLE_BYTES) throw new Refusal('文件大小超过50M，请使用断点续传');
        const whole = { userId: behaviour.userId, name, path: name, md5: hash.digest('hex'), length };
        const file = add({ ...whole, position: length, isComplete: true, isWhole: true });
        await rename(spool, pathOf(file.fid));
        counters.recordChunk(String(file.fid), length, false);
        return file;
      } finally {
        await rm(spool, { force: true });
      }
    },
    uncompleted: () => [...files.values()].filter(({ isComplete }) => !isComplete),
    get: (fid) => files.get(String(fid)),
    list: () => [...files.values()],
    async clear() {
      for (const { fid } of files.values()) {
        md5s.drop(pathOf(fid));
        await rm(pathOf(fid), { force: true });
      }
    },
    close: () => md5s.close(),
  };
}

function partProblem(file: StoredFile | undefined, form: PartForm): string | undefined {
  if (file === undefined || file.isWhole) return '文件不存在';
  if (file.userId !== form.userId) return '文件不属于该用户';
  if (file.md5 !== form.fileMd5.toLowerCase() || file.length !== Number(form.fileLength))
    return '文件信息与已创建的文件不一致';
  if (file.isComplete) return '文件已上传完成';
  const { position } = file;
  return Number(form.filePos) === position ? undefined : `文件位置错误：应为${position}`;
}

/** A file as `createFid`, `fileResume` and `uncompletedFiles` tell of it. */
export function recordOf(file: StoredFile): Record<string, unknown> {
  const { fid, length, md5, name, path, position, isComplete, postedTime, userId } = file;
  return {
    fid,
    fileLength: length,
    fileMd5: md5,
    fileNameLocal: name,
    filePathLocal: path,
    filePos: position,
    fileSize: `${(length / 1024 / 1024).toFixed(2)}MB`,
    fileExt: /\.([^.]*)$/.exec(name)?.[1] ?? '',
    isDeleted: 'false',
    postComplete: isComplete ? 'yes' : 'false',
    postedLength: position,
    postedTime,
    userId,
  };
}

/** `yyyy-MM-dd HH:mm:ss` in Shanghai. */
export function shanghaiTime(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
