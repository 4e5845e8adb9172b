import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import { applyDelta, type Delta, decodeRows, encodeRows, type Row } from './rows.ts';

/** The one format of a piece. */
const FORMAT = 1;
/** Length, format and tag. */
const HEAD_BYTES = 4 + 1 + 16;
/** The tag of a range without content. */
export const NO_TAG = '0'.repeat(32);

/** The content of a range, as read: a piece with all rows as they were once, and pieces with what changed since. */
export interface RangeContent {
  rows: Map<string, Row>;
  /** Of its last piece: a change says from which content it was made. */
  tag: string;
  bytes: number;
  pieces: number;
}

/** A piece to add to a content, or to put in its place, and its tag. */
export interface Piece {
  tag: string;
  bytes: Buffer;
}

/** Rows as a piece: `after` is the tag of the content that it changes, {@link NO_TAG} for a piece that has everything. */
export function createPiece(rows: Delta, after: string): Piece {
  const body = deflateRawSync(encodeRows(rows), { level: 6 });
  const tag = hash('sha256', Buffer.concat([Buffer.from(after, 'hex'), body]), 'buffer').subarray(0, 16);
  const head = Buffer.alloc(5);
  head.writeUInt32LE(HEAD_BYTES - 4 + body.length);
  head[4] = FORMAT;
  return { tag: tag.toString('hex'), bytes: Buffer.concat([head, tag, body]) };
}

/** Reads the content of a range. Error: `UnexpectedResponse` for bytes of another format. */
export function readContent(content: Uint8Array): RangeContent {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const read: RangeContent = { rows: new Map(), tag: NO_TAG, bytes: bytes.length, pieces: 0 };
  try {
    for (let at = 0; at < bytes.length; read.pieces += 1) {
      const end = at + 4 + bytes.readUInt32LE(at);
      if (end > bytes.length || bytes[at + 4] !== FORMAT) throw new RangeError('unknown format');
      read.tag = bytes.subarray(at + 5, at + HEAD_BYTES).toString('hex');
      applyDelta(read.rows, decodeRows(inflateRawSync(bytes.subarray(at + HEAD_BYTES, end))));
      at = end;
    }
  } catch (error) {
    throw new ModelrailError(
      'UnexpectedResponse',
      sentenceOf('what the sync remembers cannot be read by this version'),
      {
        cause: error,
      },
    );
  }
  return read;
}
