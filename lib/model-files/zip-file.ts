import { constants, inflateRawSync } from 'node:zlib';
import { type ModelBytes, tailOf } from './model-bytes.ts';

const LOCAL = Buffer.from('504b0304', 'hex');
const END = Buffer.from('504b0506', 'hex');
const END_BYTES = 22;
/** With the longest comment. */
const MAX_END_BYTES = END_BYTES + 65_535;
const NEAR_BYTES = 1024;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/** True of the first bytes of a zip archive. */
export function isZip(head: Buffer): boolean {
  return head.subarray(0, 4).equals(LOCAL) || head.subarray(0, 4).equals(END);
}

/** True where an archive has the record with which it ends. */
export async function hasZipEnd(bytes: ModelBytes): Promise<boolean> {
  if ((await tailOf(bytes, NEAR_BYTES)).includes(END)) return true;
  return bytes.size > NEAR_BYTES && (await tailOf(bytes, MAX_END_BYTES)).includes(END);
}

/** The first bytes of an archive's first file, as far as the archive's own first bytes have them; undefined where it is packed otherwise. */
export function firstContent(head: Buffer): { name: string; content: Buffer } | undefined {
  if (head.length < LOCAL_BYTES || !head.subarray(0, 4).equals(LOCAL)) return undefined;
  const isSecret = (head.readUInt16LE(6) & 1) === 1;
  const method = head.readUInt16LE(8);
  const nameEnd = LOCAL_BYTES + head.readUInt16LE(26);
  const packed = head.subarray(nameEnd + head.readUInt16LE(28));
  const name = head.toString('utf8', LOCAL_BYTES, nameEnd);
  if (isSecret) return undefined;
  if (method === STORED) return { name, content: packed };
  if (method !== DEFLATED) return undefined;
  try {
    return { name, content: inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }) };
  } catch {
    // Bytes that are no packed ones say nothing of what they are.
    return undefined;
  }
}
