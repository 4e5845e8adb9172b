import type { FileHandle } from 'node:fs/promises';
import { Refusal } from './answers.ts';
import type { ChunkForm } from './chunk-form.ts';

/** The bytes of a request's `file` part, in the pieces in which the socket gives them. */
export type ChunkSource = AsyncIterable<Buffer>;

/** Bytes gathered from the socket's small pieces before they are written: fewer, larger writes. */
const GATHER_BYTES = 512 * 1024;

/** Where the bytes of one chunk request go. */
export interface ChunkTarget {
  /** Undefined where the bytes are counted only. */
  file: FileHandle | undefined;
  position: number;
  /** The chunk's size: not one byte beyond it is written, whatever comes. */
  size: number;
  /** True once the chunk is there by another request: its bytes are final then and nothing may be written. */
  isSettled(): boolean;
  /** Tells of a write that is on its way, so that others can wait for it. */
  onWrite(write: Promise<void>): void;
}

/**
 * Writes a request's bytes to their place while they arrive and gives how many came. One write is under way while the
 * next bytes are gathered.
 */
export async function writeChunk(source: ChunkSource, target: ChunkTarget): Promise<number> {
  let received = 0;
  let written = 0;
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  let underWay: Promise<void> = Promise.resolve();

  async function flush(): Promise<void> {
    await underWay;
    const pieces = gathered;
    const bytes = gatheredBytes;
    gathered = [];
    gatheredBytes = 0;
    if (bytes === 0 || target.file === undefined || target.isSettled()) return;
    underWay = writeAll(target.file, pieces, bytes, target.position + written);
    // The promise is awaited by the next flush; until then it has no handler, and a failure must not end the process.
    underWay.catch(() => undefined);
    target.onWrite(underWay);
    written += bytes;
  }

  for await (const piece of source) {
    const room = target.size - received;
    received += piece.length;
    if (target.file === undefined || room <= 0 || target.isSettled()) continue;
    const wanted = piece.length <= room ? piece : piece.subarray(0, room);
    gathered.push(wanted);
    gatheredBytes += wanted.length;
    if (gatheredBytes >= GATHER_BYTES) await flush();
  }
  await flush();
  await underWay;
  return received;
}

/** Takes the bytes without keeping them and gives how many there were. */
export async function countBytes(source: ChunkSource): Promise<number> {
  let bytes = 0;
  for await (const piece of source) bytes += piece.length;
  return bytes;
}

/** Throws a {@link Refusal} when a part holds another number of bytes than its form says. */
export function checkLength(form: ChunkForm, bytes: number): void {
  if (bytes !== form.currentChunkSize) {
    throw new Refusal(`切片大小不符：声明${form.currentChunkSize}字节，实际${bytes}字节`);
  }
}

async function writeAll(file: FileHandle, pieces: Buffer[], bytes: number, position: number): Promise<void> {
  const { bytesWritten } = await file.writev(pieces, position);
  if (bytesWritten !== bytes) throw new Error(`Only ${bytesWritten} of ${bytes} bytes could be written`);
}
