import { comparePaths } from '../../contracts/sync/path-order.ts';
import { createByteReader, createByteWriter, readText, writeText } from './bytes.ts';

/** What is remembered of one file of a sync. */
export interface Row {
  /** Relative to the source, with slashes; the key, as it is on disk. */
  path: string;
  /** Bytes of the content that was last delivered, or tried. */
  size: number;
  /** Text by which another content is known: of a folder the time of the last change, of a bucket the ETag. */
  version: string;
  /** MD5 of what was delivered, lower-case hex; empty before anything was. */
  md5: string;
  /** The platform's id of what was delivered; empty where it gave none. */
  id: string;
  /** Ids of what was delivered before, which the platform still has; the oldest first, the last {@link MAX_SUPERSEDED} of them. */
  superseded?: string[];
  /** How many more there were before those. */
  supersededBefore?: number;
  /** Failures with this content. */
  failures?: number;
  /** It is not tried again with this content. */
  aside?: true;
  /** It is not in the source any more. */
  gone?: true;
  /** Its removal from the platform was begun: whether that still has it is not known. */
  removing?: true;
}

/** What changes in a range: rows by their paths, undefined for those that are forgotten. */
export type Delta = ReadonlyMap<string, Row | undefined>;

/** Ids of earlier contents that are remembered of a file: a year of weekly changes. */
export const MAX_SUPERSEDED = 50;

const GONE = 1;
const ASIDE = 2;
const FAILED = 4;
const SUPERSEDED = 8;
const FORGOTTEN = 16;
const REMOVING = 32;
const SUPERSEDED_BEFORE = 64;

/** The one order that the memory has. */
export function byPath(a: { path: string }, b: { path: string }): number {
  return comparePaths(a.path, b.path);
}

/** Rows, or a change of rows, as bytes: sorted, each path without the beginning that it shares with the one before. */
export function encodeRows(rows: Delta): Buffer {
  const writer = createByteWriter();
  let before = Buffer.alloc(0);
  for (const path of [...rows.keys()].sort(comparePaths)) {
    const bytes = Buffer.from(path, 'utf8');
    const shared = sharedLength(before, bytes);
    before = bytes;
    writer.number(shared);
    writer.number(bytes.length - shared);
    writer.bytes(bytes.subarray(shared));
    const row = rows.get(path);
    if (row === undefined) {
      writer.byte(FORGOTTEN);
      continue;
    }
    const { gone, aside, removing, failures = 0, superseded = [], supersededBefore = 0 } = row;
    const earlier = supersededBefore > 0 ? SUPERSEDED_BEFORE : 0;
    const standing = (gone ? GONE : 0) | (aside ? ASIDE : 0) | (removing ? REMOVING : 0) | earlier;
    writer.byte(standing | (failures > 0 ? FAILED : 0) | (superseded.length > 0 ? SUPERSEDED : 0));
    writer.number(row.size);
    for (const text of [row.version, row.md5, row.id]) writeText(writer, text);
    if (failures > 0) writer.number(failures);
    if (supersededBefore > 0) writer.number(supersededBefore);
    if (superseded.length === 0) continue;
    writer.number(superseded.length);
    for (const id of superseded) writeText(writer, id);
  }
  return writer.take();
}

/** Reads what {@link encodeRows} wrote. Error: `RangeError` for other bytes. */
export function decodeRows(bytes: Buffer): Map<string, Row | undefined> {
  const rows = new Map<string, Row | undefined>();
  const reader = createByteReader(bytes);
  let before = Buffer.alloc(0);
  while (!reader.isAtEnd) {
    const shared = Number(reader.number());
    const rest = reader.bytes(Number(reader.number()));
    before = Buffer.concat([before.subarray(0, shared), rest]);
    const path = before.toString('utf8');
    const flags = reader.byte();
    if (flags & FORGOTTEN) {
      rows.set(path, undefined);
      continue;
    }
    const size = Number(reader.number());
    const row: Row = { path, size, version: readText(reader), md5: readText(reader), id: readText(reader) };
    if (flags & FAILED) row.failures = Number(reader.number());
    if (flags & SUPERSEDED_BEFORE) row.supersededBefore = Number(reader.number());
    if (flags & SUPERSEDED) row.superseded = Array.from({ length: Number(reader.number()) }, () => readText(reader));
    if (flags & ASIDE) row.aside = true;
    if (flags & GONE) row.gone = true;
    if (flags & REMOVING) row.removing = true;
    rows.set(path, row);
  }
  return rows;
}

/** A row whose ids of earlier contents are no more than are remembered. */
export function withSuperseded(row: Row, ids: readonly string[], before = 0): Row {
  const { superseded: _superseded, supersededBefore: _before, ...rest } = row;
  const dropped = before + Math.max(0, ids.length - MAX_SUPERSEDED);
  return {
    ...rest,
    ...(ids.length === 0 ? {} : { superseded: ids.slice(-MAX_SUPERSEDED) }),
    ...(dropped === 0 ? {} : { supersededBefore: dropped }),
  };
}

/** Changes rows by their paths. */
export function applyDelta(rows: Map<string, Row>, delta: Delta): void {
  for (const [path, row] of delta) {
    if (row === undefined) rows.delete(path);
    else rows.set(path, row);
  }
}

function sharedLength(a: Buffer, b: Buffer): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length += 1;
  return length;
}
