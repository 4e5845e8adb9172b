import { type FileHandle, open } from 'node:fs/promises';
import { sentenceOf } from '../../contracts/sentences.ts';
import { hasCode } from '../../lib/sources/source-error.ts';
import { Refusal } from './refusal.ts';

/** True for bytes that are those of a file, all of them. Refusal: 423 when the file goes meanwhile. */
export async function isSameContent(path: string, content: AsyncIterable<unknown>): Promise<boolean> {
  const file = await open(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR'))
      throw new Refusal(423, sentenceOf('the file was delivered just now: send it again'));
    throw error;
  });
  try {
    let position = 0;
    for await (const chunk of content) {
      // The stream is one of bytes.
      const bytes = chunk as Buffer;
      if (!(await read(file, position, bytes.length)).equals(bytes)) return false;
      position += bytes.length;
    }
    return position === (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Fewer bytes where the file ends. */
async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
