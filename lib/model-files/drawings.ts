/** Releases of AutoCAD by the first bytes of their drawings; those that share them, by the first. */
const DWG_RELEASES: Readonly<Record<string, string>> = {
  'MC0.0': 'R1.1',
  'AC1.2': 'R1.2',
  'AC1.40': 'R1.4',
  'AC1.50': 'R2.05',
  'AC2.10': 'R2.10',
  'AC2.21': 'R2.21',
  'AC2.22': 'R2.22',
  AC1001: 'R2.22',
  AC1002: 'R2.5',
  AC1003: 'R2.6',
  AC1004: 'R9',
  AC1006: 'R10',
  AC1009: 'R11/R12',
  AC1012: 'R13',
  AC1014: 'R14',
  AC1015: '2000',
  AC1018: '2004',
  AC1021: '2007',
  AC1024: '2010',
  AC1027: '2013',
  AC1032: '2018',
};
const DWG_HEAD = /^(?:AC10\d\d|AC[12]\.\d{1,2}|MC0\.0)/;
/** A file header of MicroStation before V8: type 9, of two or three dimensions. */
const DGN_V7 = [Buffer.from('0809fe02', 'hex'), Buffer.from('c809fe02', 'hex')];

/** The version of a DWG drawing: a release of AutoCAD, or the first bytes of one that is not known; undefined of others. */
export function dwgVersion(head: Buffer): string | undefined {
  const mark = DWG_HEAD.exec(head.toString('latin1', 0, 6))?.[0];
  return mark === undefined ? undefined : (DWG_RELEASES[mark] ?? mark);
}

/** True of the first bytes of a DGN drawing before V8, which is no compound file. */
export function isOldDgn(head: Buffer): boolean {
  return DGN_V7.some((start) => head.subarray(0, 4).equals(start));
}

/** The version that an ifcXML file's root names; undefined of a text that is not XML, empty of one without. */
export function ifcXmlVersion(head: Buffer): string | undefined {
  // A text of two bytes a character is read as well without its zeros.
  const text = head
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '');
  if (!/^\s*</.test(text)) return undefined;
  return /ifcXML\/(?:RELEASE\/)?(IFC\w+)/i.exec(text)?.[1]?.toUpperCase() ?? '';
}

/** The name of an XML file's root; undefined where its first bytes do not have it. */
export function xmlRoot(head: Buffer): string | undefined {
  const text = head
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/<!--.*?-->/gs, '');
  return /<([\w:.-]+)[\s>/]/.exec(text)?.[1];
}

/** True where the last bytes of an XML file close its root. */
export function closesRoot(tail: Buffer, root: string): boolean {
  const text = tail.toString('latin1').replaceAll('\0', '');
  const name = root.replaceAll('.', '\\.');
  return new RegExp(`</${name}\\s*>|<${name}\\b[^<]*/>\\s*$`).test(text);
}
