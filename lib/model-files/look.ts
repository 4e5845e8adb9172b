import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ModelFormat } from '../../contracts/model-format.ts';
import { englishOf, type Phrase, phraseOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { CompoundDamage, isCompound, openCompound } from './compound-file.ts';
import { closesRoot, dwgVersion, ifcXmlVersion, isOldDgn, xmlRoot } from './drawings.ts';
import { bounded, LookEnded, type ModelBytes, tailOf } from './model-bytes.ts';
import { whatCompoundIs } from './revit.ts';
import { hasStepEnd, isStep, schemaIn, stepSchema } from './step-file.ts';
import { firstContent, hasZipEnd, isZip } from './zip-file.ts';

/** What the first and last bytes of a file say that it is. */
export interface ModelLook {
  /** `rvt`, `rfa`, `ifc`, `ifczip`, `ifcxml`, `step`, `dwg` or `dgn`; absent where the bytes are of none of these. */
  kind?: string;
  /** Release of Revit, schema of IFC, protocol of STEP, release of AutoCAD, version of DGN; absent where it is not to be seen. */
  version?: string;
  /** A sentence where it is visibly damaged, or not what its name promises. */
  warning?: string;
  /** By which that is said in other languages. */
  told?: Sentence[];
}

/** What is found, as far as a look came. */
interface Findings extends Pick<ModelLook, 'kind' | 'version'> {
  /** What is visibly damaged. */
  damage?: Sentence;
  /** What the bytes are, for words. */
  looksLike?: Phrase;
  /** The extensions that such a file may have. */
  fits?: readonly string[];
}

const MAX_VERSION_CHARACTERS = 60;
const HEAD_BYTES = 4096;
const TAIL_BYTES = 4096;
const REVIT = ['.rvt', '.rfa', '.rte', '.rft'];
const STEP = ['.stp', '.step'];
/** Of these names it is known how their files begin. */
const KNOWN = [...REVIT, '.ifc', '.ifczip', '.ifcxml', ...STEP, '.dwg'];
/** Of these, a beginning of another kind is known only where it is one of the above. */
const PARTLY_KNOWN = ['.dgn', '.dxf'];

/**
 * What a file of this machine is. A few short reads; it is never read as a whole. `name`: by default the path itself.
 * Rejects with what `fs` says of one that cannot be opened or read.
 */
export async function lookAtFile(path: string, name = path): Promise<ModelLook> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (position: number, length: number): Promise<Buffer> => {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    };
    return await lookAtModel({ size, read }, name);
  } finally {
    await file.close();
  }
}

/** As {@link lookAtFile}, where no more than the first bytes are at hand. `size`: bytes of all of it. */
export function lookAtHead(head: Buffer, size: number, name: string): Promise<ModelLook> {
  const read = (position: number, length: number): Promise<Buffer> => {
    if (position + length > head.length) return Promise.reject(new LookEnded('only the first bytes are at hand'));
    return Promise.resolve(head.subarray(position, position + length));
  };
  return lookAtModel({ size, headBytes: head.length, read }, name);
}

/** What a file is, by its bytes and its name. Throws nothing of its own. */
export async function lookAtModel(all: ModelBytes, name: string): Promise<ModelLook> {
  const bytes = bounded(all);
  const extension = extname(name).toLowerCase();
  const head = await bytes.read(0, Math.min(HEAD_BYTES, bytes.headBytes ?? HEAD_BYTES));
  const found: Findings = {};
  try {
    await find(found, head, bytes, extension);
  } catch (error) {
    if (!(error instanceof LookEnded)) throw error;
  }
  const { kind, version } = found;
  const warning = otherThan(found, head, extension) ?? found.damage;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(version === undefined || version === '' ? {} : { version }),
    ...(warning === undefined ? {} : { warning: englishOf(warning), told: [warning] }),
  };
}

/** What a look has found, as it is told of a file. */
export function whatIsSeen({
  kind,
  version,
  warning,
  told,
}: ModelLook): { format?: ModelFormat } & Pick<ModelLook, 'warning' | 'told'> {
  // What a file says of itself may be of any length.
  const shown = version === undefined ? {} : { version: cutText(version, MAX_VERSION_CHARACTERS) };
  return {
    ...(kind === undefined ? {} : { format: { kind, ...shown } }),
    ...(warning === undefined ? {} : { warning }),
    ...(told === undefined ? {} : { told }),
  };
}

async function find(found: Findings, head: Buffer, bytes: ModelBytes, extension: string): Promise<void> {
  const dwg = dwgVersion(head);
  if (isStep(head)) await findStep(found, head, bytes);
  else if (isCompound(head)) await findCompound(found, head, bytes, extension);
  else if (isZip(head)) await findZip(found, head, bytes, extension);
  else if (dwg !== undefined) {
    Object.assign(found, { kind: 'dwg', version: dwg, looksLike: phraseOf('a DWG drawing'), fits: ['.dwg'] });
  } else if (isOldDgn(head)) {
    Object.assign(found, { kind: 'dgn', version: 'V7', looksLike: phraseOf('a DGN drawing'), fits: ['.dgn'] });
  } else if (extension === '.ifcxml') await findXml(found, head, bytes);
}

async function findStep(found: Findings, head: Buffer, bytes: ModelBytes): Promise<void> {
  Object.assign(found, { looksLike: phraseOf('a STEP physical file'), fits: ['.ifc', ...STEP] });
  const schema = await stepSchema(head, bytes);
  if (schema !== undefined) {
    const isIfc = schema.kind === 'ifc';
    const looksLike = phraseOf('a STEP physical file of {version}', { version: schema.version });
    Object.assign(found, { ...schema, looksLike, fits: isIfc ? ['.ifc'] : STEP });
  }
  if (!(await hasStepEnd(bytes)))
    found.damage = cutOff(phraseOf('{mark} is missing at its end', { mark: 'END-ISO-10303-21;' }));
}

async function findCompound(found: Findings, head: Buffer, bytes: ModelBytes, extension: string): Promise<void> {
  // Without more knowledge it may be any of those that are kept in such files.
  Object.assign(found, { looksLike: phraseOf('an OLE compound file'), fits: [...REVIT, '.dgn'] });
  try {
    const compound = openCompound(head, bytes);
    const is = await whatCompoundIs(compound);
    if (is.kind === 'revit') {
      const kind = extension === '.rfa' || extension === '.rft' ? 'rfa' : 'rvt';
      const { version } = is;
      const looksLike =
        version === undefined ? phraseOf('a Revit model') : phraseOf('a model of Revit {version}', { version });
      Object.assign(found, { kind, version, looksLike, fits: REVIT });
    } else if (is.kind === 'dgn') {
      Object.assign(found, { kind: 'dgn', version: 'V8', looksLike: phraseOf('a DGN drawing'), fits: ['.dgn'] });
    } else if (is.kind === 'office') {
      Object.assign(found, { looksLike: is.words, fits: [] });
    }
    // Revit writes whole sectors; not all programs do.
    await compound.assertWhole(is.kind === 'revit');
  } catch (error) {
    if (!(error instanceof CompoundDamage)) throw error;
    found.damage = cutOff(error.told);
  }
}

async function findZip(found: Findings, head: Buffer, bytes: ModelBytes, extension: string): Promise<void> {
  Object.assign(found, { looksLike: phraseOf('a zip archive'), fits: ['.ifczip'] });
  if (extension !== '.ifczip') return;
  found.kind = 'ifczip';
  const first = firstContent(head);
  if (first !== undefined) found.version = schemaIn(first.content)?.version ?? ifcXmlVersion(first.content) ?? '';
  if (!(await hasZipEnd(bytes))) {
    found.damage = cutOff(phraseOf('the directory of the archive is missing at its end'));
  }
}

async function findXml(found: Findings, head: Buffer, bytes: ModelBytes): Promise<void> {
  const version = ifcXmlVersion(head);
  if (version === undefined) return;
  Object.assign(found, { kind: 'ifcxml', version, looksLike: phraseOf('an XML file'), fits: ['.ifcxml'] });
  const root = xmlRoot(head);
  if (root === undefined) return;
  if (!closesRoot(await tailOf(bytes, TAIL_BYTES), root)) {
    found.damage = cutOff(phraseOf('{mark} is missing at its end', { mark: `</${root}>` }));
  }
}

function otherThan({ looksLike, fits }: Findings, head: Buffer, extension: string): Sentence | undefined {
  const isKnown = KNOWN.includes(extension);
  if (!isKnown && !PARTLY_KNOWN.includes(extension)) return undefined;
  if (looksLike === undefined ? !isKnown : fits?.includes(extension)) return undefined;
  const zeros = head.length > 0 && head.every((byte) => byte === 0);
  if (looksLike !== undefined) {
    return sentenceOf('the content is not what {extension} promises: it looks like {what}', {
      extension,
      what: looksLike,
    });
  }
  return zeros
    ? sentenceOf('the content is not what {extension} promises: its first bytes are all zero', { extension })
    : sentenceOf('the content is not what {extension} promises: its first bytes are of no format known here', {
        extension,
      });
}

function cutOff(how: Phrase): Sentence {
  return sentenceOf('it seems to be cut off: {how}', { how });
}
