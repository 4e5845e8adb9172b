import { createHash } from 'node:crypto';

/** Bytes that look random but are the same for the same seed, and for an even one and the odd one after it. */
export function pseudoRandomBytes(length: number, seed: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let state = seed | 1;
  for (let offset = 0; offset < length; offset += 1) {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    buffer[offset] = state & 0xff;
  }
  return buffer;
}

/** A small IFC model; each number gives another one. */
export function smallIfc(number: number): string {
  return [
    'ISO-10303-21;',
    'HEADER;',
    "FILE_DESCRIPTION(('ViewDefinition [CoordinationView]'),'2;1');",
    `FILE_NAME('${number}.ifc','2026-01-01T00:00:00',(''),(''),'','','');`,
    "FILE_SCHEMA(('IFC2X3'));",
    'ENDSEC;',
    'DATA;',
    `#1=IFCORGANIZATION($,'Organisation ${number}',$,$,$);`,
    'ENDSEC;',
    'END-ISO-10303-21;',
    '',
  ].join('\n');
}

/** So many bytes of tags, each as long as a tag may be: a few files with them do not fit into one run. */
export function longTags(bytes: number): string[] {
  // Characters of three bytes: the number of tags has a limit too.
  return Array.from({ length: Math.ceil(bytes / 600) }, (_, number) => `${number}`.padEnd(200, '签'));
}

/** MD5, lower-case hex. */
export function md5(content: string | Buffer): string {
  return createHash('md5').update(content).digest('hex');
}
