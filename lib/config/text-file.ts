/**
 * The text of a file that a person wrote: UTF-8, or what its byte order mark says. Editors and shells of Windows write
 * UTF-16 (`>` and `Out-File` of PowerShell 5). The mark itself is no part of the text.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}
