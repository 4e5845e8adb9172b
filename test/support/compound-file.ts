const SECTOR_BYTES = 512;
const FREE = 0xffffffff;
const END = 0xfffffffe;
const TABLE = 0xfffffffd;

/**
 * A small OLE compound file with one stream below 4,096 bytes, which lies in the mini stream. Its sectors: 0 the table, 1 and 2 the
 * directory, 3 the table of the mini stream, 4 and so on the mini stream, then `more` bytes of a further stream.
 */
export function compoundFile(name: string, content: Buffer, more = 0): Buffer {
  const minis = Math.ceil(content.length / 64);
  const miniSectors = Math.max(1, Math.ceil(content.length / SECTOR_BYTES));
  const moreSectors = Math.ceil(more / SECTOR_BYTES);
  const file = Buffer.alloc(SECTOR_BYTES * (5 + miniSectors + moreSectors));
  writeHeader(file);
  const at = (sector: number): Buffer => file.subarray((sector + 1) * SECTOR_BYTES, (sector + 2) * SECTOR_BYTES);
  at(0).fill(0xff);
  chain(at(0), [0], TABLE);
  chain(at(0), [1, 2]);
  chain(at(0), [3]);
  chain(at(0), numbers(4, miniSectors));
  if (moreSectors > 0) chain(at(0), numbers(4 + miniSectors, moreSectors));
  at(3).fill(0xff);
  chain(at(3), numbers(0, minis));
  writeEntry(at(1), 0, { name: 'Root Entry', type: 5, start: 4, size: minis * 64 });
  // The one that is looked for is in the second sector of the directory.
  writeEntry(at(2), 1, { name, type: 2, start: 0, size: content.length });
  if (moreSectors > 0) writeEntry(at(2), 2, { name: 'More', type: 2, start: 4 + miniSectors, size: more });
  content.copy(file, 5 * SECTOR_BYTES);
  return file;
}

/** A small Revit model: a compound file whose BasicFileInfo has this text behind `before` bytes of another kind. */
export function revitFile(text: string, { before = 20, more = 0 } = {}): Buffer {
  return compoundFile('BasicFileInfo', Buffer.concat([Buffer.alloc(before, 1), Buffer.from(text, 'utf16le')]), more);
}

function writeHeader(file: Buffer): void {
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  [0x3e, 3, 0xfffe, 9, 6].forEach((value, index) => {
    file.writeUInt16LE(value, 24 + 2 * index);
  });
  // Tables, directory, 4,096 bytes, table of the mini stream, no further places of tables.
  const values = [1, 1, 0, 4096, 3, 1, END, 0, 0];
  values.forEach((value, index) => {
    file.writeUInt32LE(value, 44 + 4 * index);
  });
  file.fill(0xff, 80, SECTOR_BYTES);
}

function chain(table: Buffer, sectors: readonly number[], end = END): void {
  sectors.forEach((sector, index) => {
    table.writeUInt32LE(sectors[index + 1] ?? end, 4 * sector);
  });
}

function numbers(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

function writeEntry(
  sector: Buffer,
  place: number,
  { name, type, start, size }: { name: string; type: number; start: number; size: number },
): void {
  const entry = sector.subarray(128 * place, 128 * (place + 1));
  entry.write(name, 'utf16le');
  entry.writeUInt16LE(2 * name.length + 2, 64);
  entry.writeUInt8(type, 66);
  [FREE, FREE, FREE].forEach((value, index) => {
    entry.writeUInt32LE(value, 68 + 4 * index);
  });
  entry.writeUInt32LE(start, 116);
  entry.writeUInt32LE(size, 120);
}
