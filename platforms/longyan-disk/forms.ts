import { createFormParts } from '../../lib/http/form-data.ts';
import type { StreamBody } from '../../lib/http/stream-body.ts';
import type { Caller, MadeForm } from './call.ts';
import { endpoints } from './endpoints.ts';

/** A file that is sent by position. */
export interface PartedFile {
  fid: string;
  userId: string;
  name: string;
  /** MD5 of all of it, lower-case hex. */
  md5: string;
  /** Bytes. */
  size: number;
}

/** Makes the forms of a file's parts around bytes that lie in the caller's buffers. */
export interface PreparedParts {
  /** Bytes that must be free before the bytes of a part: as many for each `fid`. */
  headRoomBytes: number;
  /** Bytes that must be free behind them. */
  tailBytes: number;
  /**
   * Writes the head directly before the part and the tail directly behind it; the form's body is a view of the buffer. `position`:
   * where the part begins in the file. Throws RangeError when the buffer has too little room.
   */
  frame(buffer: Buffer, dataStart: number, dataLength: number, position: number): MadeForm & { body: Buffer };
}

/** As many digits as a Java `Long` has at most. */
const LONGEST_FID = '9'.repeat(19);

/** Prepares the calls `fileResume` of a file (manual section 4.3). */
export function prepareParts(caller: Pick<Caller, 'fields'>, file: PartedFile): PreparedParts {
  const parts = createFormParts();
  const tail = Buffer.from(`\r\n${parts.end}`);
  const { fid, userId, name, md5, size } = file;

  function fieldsAt(position: number, of = fid): Record<string, string> {
    return caller.fields(endpoints.fileResume, {
      fid: of,
      userId,
      fileLength: String(size),
      fileMd5: md5,
      fileNameLocal: name,
      filePos: String(position),
    });
  }

  function headOf(fields: Readonly<Record<string, string>>): Buffer {
    const texts = Object.entries(fields).map(([key, value]) => parts.field(key, value));
    return Buffer.from(texts.join('') + parts.fileHead('part', name));
  }

  return {
    headRoomBytes: headOf(fieldsAt(size, LONGEST_FID)).length,
    tailBytes: tail.length,
    frame(buffer, dataStart, dataLength, position) {
      const fields = fieldsAt(position);
      const head = headOf(fields);
      const start = dataStart - head.length;
      const end = dataStart + dataLength + tail.length;
      if (start < 0 || end > buffer.length) {
        throw new RangeError(`a part of ${dataLength} bytes at ${dataStart} leaves no room in ${buffer.length} bytes`);
      }
      head.copy(buffer, start);
      tail.copy(buffer, dataStart + dataLength);
      return { body: buffer.subarray(start, end), contentType: parts.contentType, fields };
    },
  };
}

/** The form of a call `uploadify` around a file that is read while it is sent (manual section 4.1). */
export function wholeFileForm(caller: Pick<Caller, 'fields'>, name: string, content: StreamBody): MadeForm {
  const parts = createFormParts();
  const fields = caller.fields(endpoints.uploadify, {});
  const texts = Object.entries(fields).map(([key, value]) => parts.field(key, value));
  const head = Buffer.from(texts.join('') + parts.fileHead('fileData', name));
  const tail = Buffer.from(`\r\n${parts.end}`);
  return {
    contentType: parts.contentType,
    fields,
    body: {
      length: head.length + content.length + tail.length,
      async *open(signal) {
        yield head;
        yield* content.open(signal);
        yield tail;
      },
    },
  };
}
