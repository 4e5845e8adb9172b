import { promisify } from 'node:util';
import { brotliCompress, deflate, gzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

/** How the fault kind `altered` changes a JSON answer of the platform, in the order of its fields. */
export const alteration = z
  .strictObject({
    /** HTTP status. */
    status: z.number().int().min(200).max(599),
    /** Fields by their place (`item.file.tags`), with the values that they get. */
    set: z.record(z.string(), z.unknown()),
    /** Places of fields that are left out. */
    drop: z.array(z.string()),
    /** All numbers become text. */
    textNumbers: z.boolean(),
    /** Characters are written so; `utf-8-bom` has a byte order mark. */
    charset: z.enum(['gb18030', 'utf-16le', 'utf-8-bom']),
    encoding: z.enum(['gzip', 'deflate', 'br']),
    /** `100 Continue` comes before the answer, so often. */
    interim: z.number().int().positive(),
  })
  .partial();
/** See {@link alteration}. */
export type Alteration = z.infer<typeof alteration>;

const packers = { gzip: promisify(gzip), deflate: promisify(deflate), br: promisify(brotliCompress) };

/** Changes an answer that is about to be sent; its headers follow. */
export async function alterAnswer(alter: Alteration, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (alter.status !== undefined) reply.code(alter.status);
  for (let left = alter.interim ?? 0; left > 0; left -= 1) reply.raw.writeContinue();
  if (typeof payload !== 'string') return payload;
  const text = alterJson(alter, payload);
  let body = encodeText(text, alter.charset);
  if (alter.encoding !== undefined) {
    body = await packers[alter.encoding](body);
    reply.header('content-encoding', alter.encoding);
  }
  reply.removeHeader('content-length');
  return body;
}

function alterJson({ set = {}, drop = [], textNumbers }: Alteration, text: string): string {
  if (!text.startsWith('{')) return text;
  const value: unknown = JSON.parse(text, (_name, inner: unknown) =>
    textNumbers === true && typeof inner === 'number' ? String(inner) : inner,
  );
  for (const [place, given] of Object.entries(set)) change(value, place.split('.'), given);
  for (const place of drop) change(value, place.split('.'), undefined);
  // Halves of characters stay the escapes that they are.
  return JSON.stringify(value);
}

/** Sets the field at a place, or takes it out for undefined; a place that is not there stays so. */
function change(value: unknown, [name, ...rest]: string[], given: unknown): void {
  if (name === undefined || typeof value !== 'object' || value === null) return;
  if (rest.length > 0) change(Reflect.get(value, name), rest, given);
  else if (given === undefined) Reflect.deleteProperty(value, name);
  else Reflect.set(value, name, given);
}

function encodeText(text: string, charset: Alteration['charset']): Buffer {
  if (charset === 'gb18030') return toGb18030(text);
  if (charset === 'utf-16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  return Buffer.from(charset === 'utf-8-bom' ? `\ufeff${text}` : text);
}

let twoBytes: Map<string, Buffer> | undefined;

/** Characters of two bytes (those of GBK) and of one; any other is a question mark. */
function toGb18030(text: string): Buffer {
  twoBytes ??= createTwoByteTable();
  const table = twoBytes;
  return Buffer.concat(
    [...text].map((character) =>
      character <= '\u007f' ? Buffer.from(character) : (table.get(character) ?? Buffer.from('?')),
    ),
  );
}

function createTwoByteTable(): Map<string, Buffer> {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, Buffer>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const bytes = Buffer.from([lead, trail]);
      const character = decoder.decode(bytes);
      if ([...character].length === 1 && character !== '\ufffd') table.set(character, bytes);
    }
  }
  return table;
}
