import { ModelrailError } from '../errors.ts';
import { told } from '../words/told.ts';

/**
 * The text of a file that a person wrote: UTF-8, or what its byte order mark says. Editors and shells of Windows write
 * UTF-16 (`>` and `Out-File` of PowerShell 5). The mark itself is no part of the text.
 * `name` is how the file is called. Error: `InvalidRequest` for another encoding, whose names would be read as others.
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (error) {
    const message = told('{name} is neither UTF-8 nor UTF-16 with a byte order mark: save it as UTF-8', { name });
    throw new ModelrailError('InvalidRequest', message, { cause: error });
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}
