import { open } from 'node:fs/promises';
import { comparePaths } from '../../../contracts/sync/path-order.ts';
import type { ModelrailError } from '../../errors.ts';
import { batched, type RecordSorter } from './record-sorter.ts';
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
  /** The records from a path on, some of those before it among them; block by block. */
  records(from: string): AsyncIterable<StoredRecord[]>;
}

const BLOCK_BYTES = 64 * 1024;

/** What a sorter has, as the content of such a file; the blocks are added as they go by, and paths that come again are told. */
export async function* blocksOf(
  sorter: Pick<RecordSorter, 'sorted'>,
  { blocks, onRepeated }: { blocks: Block[]; onRepeated(line: number, first: number): void },
): AsyncGenerator<Buffer> {
  let block: Buffer[] = [];
  let [bytes, at] = [0, 0];
  let last: Buffer | undefined;
  for await (const record of sorter.sorted()) {
    if (last !== undefined && compareRecords(last, 0, record, 0) === 0) {
      onRepeated(lineOf(record, 0), lineOf(last, 0));
      continue;
    }
    if (block.length === 0) blocks.push({ path: decodeRecord(record, 0).path, at });
    block.push(record);
    bytes += record.length;
    last = record;
    if (bytes < BLOCK_BYTES) continue;
    yield* batched(block, bytes);
    at += bytes;
    [block, bytes] = [[], 0];
  }
  yield* batched(block, bytes);
}

/** Reads such a file, from the last block on that begins at the path or before. */
export async function* readRecords(
  path: string,
  blocks: readonly Block[],
  from: string,
): AsyncGenerator<StoredRecord[]> {
  const first = blocks[firstBlock(blocks, from)];
  if (first === undefined) return;
  const file = await open(path, 'r');
  try {
    let rest = Buffer.alloc(0);
    for (let position = first.at; ; ) {
      const buffer = Buffer.allocUnsafe(rest.length + BLOCK_BYTES);
      rest.copy(buffer);
      const { bytesRead } = await file.read(buffer, rest.length, BLOCK_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      const bytes = buffer.subarray(0, rest.length + bytesRead);
      const records: StoredRecord[] = [];
      let at = 0;
      for (
        let length = recordLength(bytes, at);
        length > 0 && at + length <= bytes.length;
        length = recordLength(bytes, at)
      ) {
        records.push(decodeRecord(bytes, at));
        at += length;
      }
      rest = bytes.subarray(at);
      yield records;
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
