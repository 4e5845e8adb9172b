/** What is kept of a line, in the order of the paths. */
export interface StoredRecord {
  path: string;
  line: number;
  /** What else the line says. */
  rest: string;
}

/** Length of all of it, line, length of the path. */
const HEAD_BYTES = 4 + 4 + 2;

/** Bytes that a record takes. */
export function recordBytes({ path, rest }: StoredRecord): number {
  return HEAD_BYTES + Buffer.byteLength(path) + Buffer.byteLength(rest);
}

/** Writes a record to where there is room for it; answers where it ends. */
export function writeRecord(bytes: Buffer, at: number, { path, line, rest }: StoredRecord): number {
  const pathBytes = bytes.write(path, at + HEAD_BYTES);
  const end = at + HEAD_BYTES + pathBytes + bytes.write(rest, at + HEAD_BYTES + pathBytes);
  bytes.writeUInt32LE(end - at, at);
  bytes.writeUInt32LE(line, at + 4);
  bytes.writeUInt16LE(pathBytes, at + 8);
  return end;
}

/** Reads a record from where it begins. */
export function decodeRecord(bytes: Buffer, at: number): StoredRecord {
  const pathEnd = at + HEAD_BYTES + bytes.readUInt16LE(at + 8);
  return {
    path: bytes.toString('utf8', at + HEAD_BYTES, pathEnd),
    line: bytes.readUInt32LE(at + 4),
    rest: bytes.toString('utf8', pathEnd, at + recordLength(bytes, at)),
  };
}

/** Bytes of the record that begins here; 0 when not even its length is here. */
export function recordLength(bytes: Buffer, at: number): number {
  return at + HEAD_BYTES > bytes.length ? 0 : bytes.readUInt32LE(at);
}

/** Orders two records by their paths, which are the same when it is 0. */
export function compareRecords(a: Buffer, atA: number, b: Buffer, atB: number): number {
  const fromA = atA + HEAD_BYTES;
  const fromB = atB + HEAD_BYTES;
  return a.compare(b, fromB, fromB + b.readUInt16LE(atB + 8), fromA, fromA + a.readUInt16LE(atA + 8));
}

/** The line of the record that begins here. */
export function lineOf(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + 4);
}
