import { randomBytes } from 'node:crypto';

/** The pieces of one `multipart/form-data` body. */
export interface FormParts {
  /** `content-type` of the body. */
  contentType: string;
  /** A whole field. */
  field(name: string, value: string | number): string;
  /** What stands before the bytes of a file. */
  fileHead(name: string, fileName: string): string;
  /** What stands behind the last field, or with a line end behind the bytes of the last file. */
  end: string;
}

/** Makes the pieces around a boundary that is random and long, so that it occurs neither in a field nor in a file. */
export function createFormParts(): FormParts {
  const boundary = `modelrail-${randomBytes(18).toString('hex')}`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    field: (name, value) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${escapeQuoted(name)}"\r\n\r\n${value}\r\n`,
    fileHead: (name, fileName) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${escapeQuoted(name)}"; ` +
      `filename="${escapeQuoted(fileName)}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    end: `--${boundary}--\r\n`,
  };
}

/** A quoted value of a part's header as browsers write it: raw UTF-8, with what would end the value or the line escaped. */
function escapeQuoted(value: string): string {
  return value.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
