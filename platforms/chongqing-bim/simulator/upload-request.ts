import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Refusal } from './answers.ts';
import { addField, type ChunkForm, isComplete, MERGE, parseChunkForm, type RawForm } from './chunk-form.ts';
import { type ChunkSource, countBytes } from './chunk-writer.ts';
import type { ReceivedChunk } from './uploads.ts';

/** The part that holds the bytes (platform reading 4). */
const FILE_PART = 'file';

/** Bytes of one chunk at most: what IIS in front of such a server would be set to. */
export const MAX_CHUNK_BYTES = 256 * 1024 * 1024;

/**
 * Reads an upload request. The bytes go to `receive` while they arrive when all fields came before them, and by way of
 * `spoolPath` when fields come behind them; the chunk is kept when the whole request is good. A request that is refused
 * is read to its end first, so that the connection can be used again.
 *
 * @throws Refusal for fields or parts that do not fit
 */
export async function readUploadRequest(
  request: FastifyRequest,
  spoolPath: string,
  receive: (form: ChunkForm, source: ChunkSource) => Promise<ReceivedChunk>,
): Promise<ChunkForm> {
  const raw: RawForm = { fields: new Map(), tags: [] };
  const bytes: { isSpooled: boolean; chunk?: ReceivedChunk } = { isSpooled: false };

  async function readFilePart(name: string, fileName: string | undefined, source: ChunkSource): Promise<void> {
    if (name !== FILE_PART || fileName === undefined) throw new Refusal(`未知的文件参数：${name}`);
    if (bytes.isSpooled || bytes.chunk !== undefined) throw new Refusal('一次只能上传一个切片');
    if (isComplete(raw)) {
      bytes.chunk = await receive(checkHasBytes(parseChunkForm(raw)), source);
    } else {
      bytes.isSpooled = true;
      await pipeline(source, createWriteStream(spoolPath));
    }
  }

  try {
    await readParts(request, (part) =>
      part.type === 'file'
        ? readFilePart(part.fieldname, part.filename, part.file)
        : addField(raw, part.fieldname, String(part.value)),
    );
    const form = parseChunkForm(raw);
    if (bytes.isSpooled) bytes.chunk = await receive(checkHasBytes(form), createReadStream(spoolPath));
    if (bytes.chunk === undefined && form.chunkNumber !== MERGE) throw new Refusal('未接收到切片文件');
    await bytes.chunk?.keep();
    return form;
  } finally {
    await bytes.chunk?.release();
    if (bytes.isSpooled) await rm(spoolPath, { force: true });
  }
}

/** Hands over part after part. After a refusal the rest is read and dropped, and the refusal thrown at the end. */
async function readParts(request: FastifyRequest, onPart: (part: Multipart) => void | Promise<void>): Promise<void> {
  let refusal: Refusal | undefined;
  for await (const part of request.parts()) {
    try {
      if (refusal === undefined) await onPart(part);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal = error;
    }
    if (refusal !== undefined && part.type === 'file') await countBytes(part.file);
  }
  if (refusal !== undefined) throw refusal;
}

function checkHasBytes(form: ChunkForm): ChunkForm {
  if (form.chunkNumber === MERGE) throw new Refusal('合并请求不应包含文件');
  return form;
}
