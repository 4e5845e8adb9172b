import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';

/** A result that is on the disk, whole, under a name of its own. */
export interface PartFile {
  path: string;
  /** MD5, lower-case hex. */
  md5: string;
  /** Bytes. */
  size: bigint;
  /** The file itself, whatever its name. */
  inode: bigint;
}

const PART = /^\.modelrail-.*\.part$/;
/** One that nothing was written to for so long was left by a process that ended: a download is not silent for a minute. */
const ABANDONED_AFTER_MS = 3_600_000;

/** A name that no other attempt has, in this process or another. */
export function partPathIn(folder: string): string {
  return join(folder, `.modelrail-${randomUUID()}.part`);
}

/** Writes all pieces into a new file, down to the disk. Errors: those of the disk and of the pieces; the file is left. */
export async function writePart(path: string, pieces: AsyncIterable<Buffer>): Promise<PartFile> {
  const file: FileHandle = await open(path, 'wx', 0o644);
  try {
    const hash = createHash('md5');
    let bytes = 0n;
    for await (const piece of pieces) {
      // Unlike `write` it goes on until all of the piece is written.
      await file.writeFile(piece);
      hash.update(piece);
      bytes += BigInt(piece.length);
    }
    await file.sync();
    const { size, ino: inode } = await file.stat({ bigint: true });
    if (size !== bytes) throw changed(path);
    return { path, md5: hash.digest('hex'), size, inode };
  } finally {
    await file.close();
  }
}

/** Asserts that under the name of a part is what was written there. Error: `Internal`, retryable. */
export async function assertUnchanged({ path, size, inode }: PartFile): Promise<void> {
  const present = await stat(path, { bigint: true });
  if (present.ino !== inode || present.size !== size) throw changed(path);
}

/** Takes away what processes left that ended while they wrote. */
export async function removeAbandoned(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => PART.test(name));
  for (const name of names) {
    const path = join(folder, name);
    const writtenAtMs = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      // Its own process has taken it away.
      () => Number.POSITIVE_INFINITY,
    );
    if (Date.now() - writtenAtMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
  }
}

function changed(path: string): ModelrailError {
  return new ModelrailError('Internal', sentenceOf('{path} is not what was written there', { path }), {
    isRetryable: true,
  });
}
