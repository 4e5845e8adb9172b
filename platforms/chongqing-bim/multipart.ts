import { extensionOf } from '../../contracts/chongqing-bim/file-name.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { createFormParts } from '../../lib/http/form-data.ts';
import { describeIssue } from '../../lib/http/http.ts';
import { endpoints } from './endpoints.ts';
import type { ChongqingBimSettings } from './settings.ts';

/** A file as the upload call describes it, the same with every chunk. */
export interface UploadFile {
  name: string;
  /** MD5 of the whole file, lower-case hex. */
  hash: string;
  /** Bytes. */
  size: number;
  totalChunks: number;
  tags: readonly string[];
}

/** Makes the bodies of a file's upload calls around chunks that lie in the caller's buffers. */
export interface PreparedUpload {
  /** Bytes that must be free before a chunk. */
  headRoomBytes: number;
  /** Bytes that must be free behind a chunk. */
  tailBytes: number;
  /** `content-type` of the bodies. */
  contentType: string;
  /**
   * Writes the head directly before the chunk and the tail directly behind it, and gives the part of the buffer that
   * is the body. `chunkNumber` counts as the platform does, from `settings.firstChunkNumber`. Throws RangeError when
   * the buffer has too little room.
   */
  frame(buffer: Buffer, dataStart: number, dataLength: number, chunkNumber: number): Buffer;
  /** The body of the call that asks for the merge: no chunk (manual section 3, note). */
  mergeBody(): Buffer;
}

/**
 * Prepares the upload calls of a file (manual section 3). Everything but the two numbers that differ from chunk to
 * chunk is encoded once. Throws `InvalidRequest` for what the manual does not allow.
 */
export function prepareUpload(
  file: UploadFile,
  settings: Pick<ChongqingBimSettings, 'fileField' | 'tagsWhenEmpty' | 'firstChunkNumber'>,
): PreparedUpload {
  const fields = endpoints.upload.parameters.safeParse({
    fileName: file.name,
    fileExtention: extensionOf(file.name),
    fileHash: file.hash.toLowerCase(),
    fileSize: file.size,
    totalChunks: file.totalChunks,
    chunkNumber: settings.firstChunkNumber,
    currentChunkSize: 0,
    tags: file.tags.length === 0 && settings.tagsWhenEmpty !== undefined ? [settings.tagsWhenEmpty] : [...file.tags],
  });
  if (!fields.success) {
    throw new ModelrailError(
      'InvalidRequest',
      sentenceOf('upload of {name}: {words}', { name: file.name, words: describeIssue(fields.error) }),
    );
  }
  const { fileName, fileExtention, fileHash, fileSize, totalChunks, tags } = fields.data;

  const { contentType, field, fileHead, end: formEnd } = createFormParts();
  const before = Buffer.from(
    field('fileName', fileName) +
      field('fileExtention', fileExtention) +
      field('fileHash', fileHash) +
      field('fileSize', fileSize) +
      field('totalChunks', totalChunks),
  );
  const numbers = (chunkNumber: number, length: number): string =>
    field('chunkNumber', chunkNumber) + field('currentChunkSize', length);
  const tagFields = tags.map((tag) => field('tags', tag)).join('');
  const after = Buffer.from(tagFields + fileHead(settings.fileField, fileName));
  const tail = Buffer.from(`\r\n${formEnd}`);
  const longestNumbers = numbers(totalChunks + settings.firstChunkNumber, fileSize).length;

  return {
    headRoomBytes: before.length + longestNumbers + after.length,
    tailBytes: tail.length,
    contentType,
    frame(buffer, dataStart, dataLength, chunkNumber) {
      const middle = numbers(chunkNumber, dataLength);
      const start = dataStart - before.length - middle.length - after.length;
      const end = dataStart + dataLength + tail.length;
      if (start < 0 || end > buffer.length) {
        throw new RangeError(`a chunk of ${dataLength} bytes at ${dataStart} leaves no room in ${buffer.length} bytes`);
      }
      before.copy(buffer, start);
      buffer.write(middle, start + before.length, 'latin1');
      after.copy(buffer, dataStart - after.length);
      tail.copy(buffer, dataStart + dataLength);
      return buffer.subarray(start, end);
    },
    mergeBody() {
      return Buffer.concat([before, Buffer.from(`${numbers(-1, 0)}${tagFields}${formEnd}`)]);
    },
  };
}
