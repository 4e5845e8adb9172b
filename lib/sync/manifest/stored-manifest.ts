import { open } from 'node:fs/promises';
import { comparePaths } from '../../../contracts/sync/path-order.ts';
import type { ModelrailError } from '../../errors.ts';
import type { RecordSorter } from './record-sorter.ts';
import { compareRecords, decodeRecord, lineOf, recordLength, type StoredRecord } from './records.ts';

/** A block of records is found by the path that it begins with. */
export interface Block {
  path: string;
  /** Where it begins, in bytes. */
  at: number;
}

/** A manifest that was read whole: its files in a sorted file, and what is wrong with its lines. */
export interface StoredManifest {
  problems: readonly ModelrailError[];
  /** The records from a path on, some of those before it among them; some at a time. */
  records(from: string): AsyncIterable<StoredRecord[]>;
}

const BLOCK_BYTES = 64 * 1024;
/** Records that are there at a time: few, so that what V8 takes for long-lived does not pile up. */
const AT_A_TIME = 32;

/**
 * What a sorter has, as the content of such a file; the blocks are added as they go by, and paths that come again are told. Each
 * piece is good until the next one is asked for.
 */
export async function* blocksOf(
  sorter: Pick<RecordSorter, 'sorted'>,
  { blocks, onRepeated }: { blocks: Block[]; onRepeated(line: number, first: number): void },
): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafe(BLOCK_BYTES);
  let [filled, lastAt, at] = [0, 0, 0];
  for await (const record of sorter.sorted()) {
    // The record before stands in the block, also when it was written.
    if (at + filled > 0 && compareRecords(block, lastAt, record, 0) === 0) {
      onRepeated(lineOf(record, 0), lineOf(block, lastAt));
      continue;
    }
    if (filled > 0 && filled + record.length > block.length) {
      yield block.subarray(0, filled);
      at += filled;
      filled = 0;
    }
    if (record.length > block.length) block = Buffer.allocUnsafe(record.length);
    if (filled === 0) blocks.push({ path: decodeRecord(record, 0).path, at });
    record.copy(block, filled);
    lastAt = filled;
    filled += record.length;
  }
  if (filled > 0) yield block.subarray(0, filled);
}

/** Reads such a file, from the last block on that begins at the path or before. */
export async function* readRecords(
  path: string,
  blocks: readonly Block[],
  from: string,
): AsyncGenerator<StoredRecord[]> {
  const first = firstBlock(blocks, from);
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    // One for all blocks: what is read is decoded before the next one.
    let buffer = Buffer.allocUnsafe(BLOCK_BYTES);
    for (let index = first; index < blocks.length; index += 1) {
      const begin = blocks[index]?.at ?? 0;
      const length = (blocks[index + 1]?.at ?? size) - begin;
      if (length > buffer.length) buffer = Buffer.allocUnsafe(length);
      const { bytesRead } = await file.read(buffer, 0, length, begin);
      if (bytesRead < length) throw new Error('a sorted manifest is shorter than it was written');
      for (let at = 0; at < length; ) {
        const records: StoredRecord[] = [];
        for (; at < length && records.length < AT_A_TIME; at += recordLength(buffer, at)) {
          records.push(decodeRecord(buffer, at));
        }
        yield records;
      }
    }
  } finally {
    await file.close();
  }
}

function firstBlock(blocks: readonly Block[], path: string): number {
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (comparePaths(blocks[middle]?.path ?? '', path) <= 0) low = middle;
    else high = middle - 1;
  }
  return low;
}
