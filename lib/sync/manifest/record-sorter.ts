import { type FileHandle, open } from 'node:fs/promises';
import { compareRecords, lineOf, recordLength } from './records.ts';

/** Memory for records that are not written yet. */
const RUN_BYTES = 4 * 1024 ** 2;
/** Records in it at most. */
const RUN_RECORDS = 64 * 1024;
/** Of each run so many bytes are read at a time. */
const READ_BYTES = 64 * 1024;

/** Sorts more records than memory has room for. */
export interface RecordSorter {
  add(record: Buffer): Promise<void>;
  /** All records, by path, those of one path by line; to be read once. */
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
    for (const batch of batched(inMemory(), READ_BYTES)) {
      await file.write(batch, 0, batch.length, written);
      written += batch.length;
    }
    runs.push({ from, to: written });
    [bytes, records, isSorted] = [0, 0, true];
  }

  return {
    async add(record) {
      if (bytes + record.length > RUN_BYTES || records === RUN_RECORDS) await writeRun();
      memory.set(record, bytes);
      const last = offsets[records - 1];
      if (last !== undefined && records > 0 && compareRecords(memory, last, memory, bytes) > 0) isSorted = false;
      offsets[records] = bytes;
      records += 1;
      bytes += record.length;
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

/** Small pieces joined to some of about so many bytes. */
export function* batched(pieces: Iterable<Buffer>, aboutBytes: number): Generator<Buffer> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    batch.push(piece);
    bytes += piece.length;
    if (bytes < aboutBytes) continue;
    yield Buffer.concat(batch);
    [batch, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(batch);
}

async function openRun(file: FileHandle, { from, to }: { from: number; to: number }): Promise<Reader> {
  let next = from;
  const reader: Reader = {
    bytes: Buffer.alloc(0),
    at: 0,
    async more() {
      for (;;) {
        const length = recordLength(reader.bytes, reader.at);
        if (length > 0 && reader.at + length <= reader.bytes.length) return true;
        if (next >= to) return false;
        const rest = reader.bytes.subarray(reader.at);
        const wanted = Math.min(READ_BYTES, to - next);
        const buffer = Buffer.allocUnsafe(rest.length + wanted);
        rest.copy(buffer);
        const { bytesRead } = await file.read(buffer, rest.length, wanted, next);
        if (bytesRead === 0) throw new Error('a sorted run is shorter than it was written');
        next += bytesRead;
        reader.bytes = buffer.subarray(0, rest.length + bytesRead);
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
