import { open } from 'node:fs/promises';
import { extname } from 'node:path';

/** First bytes by which a format is known. */
interface Signature {
  /** What the bytes say, for the warning. */
  format: string;
  test(head: Buffer): boolean;
}

const OLE_MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ZIP_MAGIC = Buffer.from('504b0304', 'hex');

const ole: Signature = { format: 'an OLE compound file', test: (head) => head.subarray(0, 8).equals(OLE_MAGIC) };
const step: Signature = { format: 'a STEP physical file', test: (head) => /^\s*ISO-10303-21;/.test(toText(head)) };
const zip: Signature = { format: 'a zip archive', test: (head) => head.subarray(0, 4).equals(ZIP_MAGIC) };
const dwg: Signature = { format: 'a DWG drawing', test: (head) => /^AC10\d\d/.test(head.toString('latin1', 0, 6)) };

const EXPECTED: Record<string, readonly Signature[]> = {
  '.rvt': [ole],
  '.rfa': [ole],
  '.ifc': [step],
  '.ifczip': [zip],
  '.stp': [step],
  '.step': [step],
  '.dwg': [dwg],
};

const HEAD_BYTES = 512;

/**
 * A sentence when a file's first bytes are not those of its name's extension; undefined when they are, or nothing is known.
 * `name`: by default the path itself.
 */
export async function contentWarning(path: string, name = path): Promise<string | undefined> {
  if (EXPECTED[extname(name).toLowerCase()] === undefined) return undefined;
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0);
    return headWarning(buffer.subarray(0, bytesRead), name);
  } finally {
    await file.close();
  }
}

/** As {@link contentWarning}, of the first bytes themselves: 512, or all there are. */
export function headWarning(head: Buffer, name: string): string | undefined {
  const extension = extname(name).toLowerCase();
  const expected = EXPECTED[extension];
  if (expected === undefined || expected.some((signature) => signature.test(head))) return undefined;
  const found = [ole, step, zip, dwg].find((signature) => signature.test(head));
  const looksLike =
    found === undefined ? 'its first bytes are of no format known here' : `it looks like ${found.format}`;
  return `the content is not what ${extension} promises: ${looksLike}`;
}

function toText(head: Buffer): string {
  return head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
}
