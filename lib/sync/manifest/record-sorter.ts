import { type FileHandle, open } from 'node:fs/promises';
import { compareRecords, lineOf, recordBytes, recordLength, type StoredRecord, writeRecord } from './records.ts';

/** Memory for records that are not written yet. */
const RUN_BYTES = 4 * 1024 ** 2;
/** Records in it at most. */
const RUN_RECORDS = 64 * 1024;
/** Of each run so many bytes are read, or written, at a time. */
const BLOCK_BYTES = 64 * 1024;

/** Sorts more records than memory has room for. */
export interface RecordSorter {
  add(record: StoredRecord): Promise<void>;
  /** All records, by path, those of one path by line; to be read once. Each is good until the next one is asked for. */
  sorted(): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** What the sorter writes to. */
export interface SorterOptions {
  /** A file that is not there, for what has no room in memory. */
  path: string;
  /** Told before the file grows to so many bytes. */
  reserve(bytes: number): Promise<void>;
}

/** Records of one run, sorted, as they are read. */
interface Reader {
  bytes: Buffer;
  at: number;
  /** Reads on; false at the end. */
  more(): Promise<boolean>;
}

/** Sorted runs of some MiB, in one file, that are merged as they are read; what fits into one run is never written. */
export function createRecordSorter({ path, reserve }: SorterOptions): RecordSorter {
  const memory = Buffer.allocUnsafe(RUN_BYTES);
  const offsets = new Uint32Array(RUN_RECORDS);
  const runs: { from: number; to: number }[] = [];
  let [bytes, records, written] = [0, 0, 0];
  let isSorted = true;
  let file: FileHandle | undefined;

  function sort(): void {
    if (isSorted) return;
    offsets
      .subarray(0, records)
      .sort((a, b) => compareRecords(memory, a, memory, b) || lineOf(memory, a) - lineOf(memory, b));
  }

  function* inMemory(): Generator<Buffer> {
    sort();
    for (const at of offsets.subarray(0, records)) yield memory.subarray(at, at + recordLength(memory, at));
  }

  async function writeRun(): Promise<void> {
    file ??= await open(path, 'wx+', 0o600);
    await reserve(written + bytes);
    const from = written;
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    let filled = 0;
    const write = async () => {
      await file?.write(block, 0, filled, written);
      written += filled;
      filled = 0;
    };
    for (const record of inMemory()) {
      for (let at = 0; at < record.length; ) {
        const copied = record.copy(block, filled, at);
        at += copied;
        filled += copied;
        if (filled === BLOCK_BYTES) await write();
      }
    }
    await write();
    runs.push({ from, to: written });
    [bytes, records, isSorted] = [0, 0, true];
  }

  return {
    async add(record) {
      if (bytes + recordBytes(record) > RUN_BYTES || records === RUN_RECORDS) await writeRun();
      const end = writeRecord(memory, bytes, record);
      const last = offsets[records - 1];
      if (last !== undefined && records > 0 && compareRecords(memory, last, memory, bytes) > 0) isSorted = false;
      offsets[records] = bytes;
      records += 1;
      bytes = end;
    },
    async *sorted() {
      if (file === undefined) {
        yield* inMemory();
        return;
      }
      if (records > 0) await writeRun();
      yield* merge(await Promise.all(runs.map((run) => openRun(file as FileHandle, run))));
    },
    async close() {
      await file?.close();
    },
  };
}

async function openRun(file: FileHandle, { from, to }: { from: number; to: number }): Promise<Reader> {
  let next = from;
  let buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  const reader: Reader = {
    bytes: buffer.subarray(0, 0),
    at: 0,
    async more() {
      for (;;) {
        const length = recordLength(reader.bytes, reader.at);
        if (length > 0 && reader.at + length <= reader.bytes.length) return true;
        if (next >= to) return false;
        const rest = reader.bytes.length - reader.at;
        // A record that is larger than a block.
        const roomy = rest < buffer.length ? buffer : Buffer.allocUnsafe(2 * buffer.length);
        reader.bytes.copy(roomy, 0, reader.at);
        buffer = roomy;
        const { bytesRead } = await file.read(buffer, rest, Math.min(buffer.length - rest, to - next), next);
        if (bytesRead === 0) throw new Error('a sorted run is shorter than it was written');
        next += bytesRead;
        reader.bytes = buffer.subarray(0, rest + bytesRead);
        reader.at = 0;
      }
    },
  };
  await reader.more();
  return reader;
}

/** The records of sorted runs as one sorted sequence. */
async function* merge(readers: readonly Reader[]): AsyncGenerator<Buffer> {
  // A heap: no reader is behind the one above it.
  const heap = [...readers];
  const isBefore = (a: Reader, b: Reader) =>
    (compareRecords(a.bytes, a.at, b.bytes, b.at) || lineOf(a.bytes, a.at) - lineOf(b.bytes, b.at)) < 0;
  const sink = (from: number) => {
    for (let at = from; ; ) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        const [one, other] = [heap[child], heap[first]];
        if (one !== undefined && other !== undefined && isBefore(one, other)) first = child;
      }
      if (first === at) return;
      [heap[at], heap[first]] = [heap[first] as Reader, heap[at] as Reader];
      at = first;
    }
  };
  for (let at = heap.length >>> 1; at >= 0; at -= 1) sink(at);
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    const end = top.at + recordLength(top.bytes, top.at);
    yield top.bytes.subarray(top.at, end);
    top.at = end;
    if (!(await top.more())) {
      const last = heap.pop();
      if (last !== undefined && last !== top) heap[0] = last;
    }
    sink(0);
  }
}
