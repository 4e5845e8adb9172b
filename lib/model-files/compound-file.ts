import { type Phrase, phraseOf } from '../../contracts/sentences.ts';
import { LookEnded, type ModelBytes } from './model-bytes.ts';

/** Thrown where a compound file names a sector beyond its end, or has no usable header. */
export class CompoundDamage extends Error {
  readonly told: Phrase;

  constructor(told: Phrase) {
    super(told.text);
    this.told = told;
  }
}

const MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const LITTLE_ENDIAN = 0xfffe;
const HEADER_BYTES = 512;
/** Places of sectors of the allocation table that the header itself has. */
const HEADER_PLACES = 109;
/** Sectors have numbers up to this one; those above have meanings. */
const MAX_SECTOR = 0xfffffffa;
const FREE = 0xffffffff;
const ENTRY_BYTES = 128;
const MINI_SECTOR_BYTES = 64;
const ROOT_ENTRY = 5;
/** Steps along chains of one file: one that leads back into itself ends here. */
const MAX_STEPS = 10_000;
/** Entries of a directory that are looked at. Revit has some thirty. */
const MAX_ENTRIES = 512;
/** Sectors of the allocation table that may be free at its end. */
const MAX_FREE_TABLES = 8;

/** An entry of the directory. */
export interface CompoundEntry {
  name: string;
  /** 1: a storage, 2: a stream, 5: the root. */
  type: number;
  start: number;
  size: number;
}

/** A look into an OLE compound file ([MS-CFB]) by single sectors. All methods throw {@link CompoundDamage}. */
export interface CompoundFile {
  /** The entries of the directory, as they lie. */
  entries(): AsyncGenerator<CompoundEntry>;
  /** The first bytes of a stream. */
  content(entry: CompoundEntry, maxBytes: number): Promise<Buffer>;
  /** Asserts that all that is allocated lies within the file. `isPadded`: down to the end of the last sector. */
  assertWhole(isPadded: boolean): Promise<void>;
}

/** True of the first bytes of a compound file. */
export function isCompound(head: Buffer): boolean {
  return head.subarray(0, MAGIC.length).equals(MAGIC);
}

/** Opens a compound file by its header. Throws {@link CompoundDamage}. */
export function openCompound(head: Buffer, bytes: ModelBytes): CompoundFile {
  if (head.length < HEADER_BYTES) throw new CompoundDamage(phraseOf('it has less than its header'));
  const shift = head.readUInt16LE(30);
  if (head.readUInt16LE(28) !== LITTLE_ENDIAN || (shift !== 9 && shift !== 12)) {
    throw new CompoundDamage(phraseOf('its header is damaged'));
  }
  const sectorBytes = 2 ** shift;
  const perTable = sectorBytes / 4;
  const tables = head.readUInt32LE(44);
  const directory = head.readUInt32LE(48);
  const miniBelow = head.readUInt32LE(56);
  const miniTable = head.readUInt32LE(60);
  const places = Array.from({ length: HEADER_PLACES }, (_, place) => head.readUInt32LE(76 + 4 * place));
  let morePlaces = head.readUInt32LE(68);
  const read = new Map<number, Buffer>();
  let steps = 0;
  let root: CompoundEntry | undefined;

  async function sector(number: number): Promise<Buffer> {
    const position = (number + 1) * sectorBytes;
    if (number > MAX_SECTOR || position >= bytes.size) {
      throw new CompoundDamage(phraseOf('its table of sectors leads beyond its end'));
    }
    const known = read.get(number) ?? (await bytes.read(position, sectorBytes));
    read.set(number, known);
    return known;
  }

  /** The number at a place of a sector, of which the last one may be cut. */
  async function numberIn(ofSector: number, place: number): Promise<number> {
    const content = await sector(ofSector);
    if (content.length < 4 * place + 4) throw new CompoundDamage(phraseOf('its table of sectors is cut off'));
    return content.readUInt32LE(4 * place);
  }

  async function placeOfTable(table: number): Promise<number> {
    while (table >= places.length) {
      countStep();
      const content = await sector(morePlaces);
      for (let place = 0; place < perTable - 1; place += 1) places.push(await numberIn(morePlaces, place));
      morePlaces = content.readUInt32LE(sectorBytes - 4);
    }
    return places[table] ?? FREE;
  }

  async function next(number: number): Promise<number> {
    countStep();
    return numberIn(await placeOfTable(Math.floor(number / perTable)), number % perTable);
  }

  function countStep(): void {
    steps += 1;
    if (steps > MAX_STEPS) throw new LookEnded('its chains are too long');
  }

  async function* chain(start: number): AsyncGenerator<number> {
    for (let number = start; number <= MAX_SECTOR; number = await next(number)) yield number;
  }

  /** The sector of a chain that is `index` behind its first one. */
  async function inChain(start: number, index: number): Promise<number> {
    let number = start;
    for (let step = 0; step < index; step += 1) number = await next(number);
    return number;
  }

  async function* entries(): AsyncGenerator<CompoundEntry> {
    let count = 0;
    for await (const number of chain(directory)) {
      const content = await sector(number);
      for (let at = 0; at + ENTRY_BYTES <= content.length; at += ENTRY_BYTES) {
        count += 1;
        if (count > MAX_ENTRIES) return;
        const entry = entryIn(content.subarray(at, at + ENTRY_BYTES));
        if (entry.type === ROOT_ENTRY) root ??= entry;
        if (entry.type !== 0) yield entry;
      }
    }
  }

  async function miniStream(start: number, length: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    const perSector = sectorBytes / MINI_SECTOR_BYTES;
    let mini = start;
    for (let at = 0; at < length && mini <= MAX_SECTOR; at += MINI_SECTOR_BYTES) {
      if (root === undefined) throw new CompoundDamage(phraseOf('its directory has no root'));
      const holder = await sector(await inChain(root.start, Math.floor(mini / perSector)));
      const from = (mini % perSector) * MINI_SECTOR_BYTES;
      pieces.push(holder.subarray(from, from + MINI_SECTOR_BYTES));
      const table = await inChain(miniTable, Math.floor(mini / perTable));
      mini = await numberIn(table, mini % perTable);
    }
    return Buffer.concat(pieces).subarray(0, length);
  }

  return {
    entries,
    async content({ start, size }, maxBytes) {
      const length = Math.min(size, maxBytes);
      if (size < miniBelow) return miniStream(start, length);
      const pieces: Buffer[] = [];
      for await (const number of chain(start)) {
        pieces.push(await sector(number));
        if (pieces.length * sectorBytes >= length) break;
      }
      return Buffer.concat(pieces).subarray(0, length);
    },
    async assertWhole(isPadded) {
      const least = Math.max(0, tables - MAX_FREE_TABLES);
      for (let table = tables - 1; table >= least; table -= 1) {
        const content = await sector(await placeOfTable(table));
        const used = lastUsed(content);
        if (used === -1) continue;
        const last = await sector(table * perTable + used);
        if (isPadded && last.length < sectorBytes) throw new CompoundDamage(phraseOf('its last sector is not whole'));
        return;
      }
    },
  };
}

function entryIn(bytes: Buffer): CompoundEntry {
  const nameBytes = Math.max(0, Math.min(bytes.readUInt16LE(64), 64) - 2);
  return {
    name: bytes.toString('utf16le', 0, nameBytes & ~1),
    type: bytes.readUInt8(66),
    start: bytes.readUInt32LE(116),
    // The upper half is not always zero where it has no meaning.
    size: bytes.readUInt32LE(120),
  };
}

function lastUsed(table: Buffer): number {
  for (let place = Math.floor(table.length / 4) - 1; place >= 0; place -= 1) {
    if (table.readUInt32LE(4 * place) !== FREE) return place;
  }
  return -1;
}
