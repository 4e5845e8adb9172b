import { type ModelBytes, tailOf } from './model-bytes.ts';

/** Header and end of a text that is longer than the first look. */
const FAR_BYTES = 64 * 1024;
const NEAR_BYTES = 4 * 1024;
const MAX_SCHEMA_CHARACTERS = 60;

/** Names of schemas that do not say their protocol themselves. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  CONFIG_CONTROL_DESIGN: 'AP203',
  AUTOMOTIVE_DESIGN: 'AP214',
  AUTOMOTIVE_DESIGN_CC1: 'AP214',
  AUTOMOTIVE_DESIGN_CC2: 'AP214',
  INTEGRATED_CNC_SCHEMA: 'AP238',
};

/** What a STEP physical file is of. */
export interface StepSchema {
  kind: 'ifc' | 'step';
  /** An IFC schema (`IFC2X3`), a protocol (`AP214`), or a schema's name. */
  version: string;
}

/** True of the first bytes of a STEP physical file. */
export function isStep(head: Buffer): boolean {
  return /^(\u00ef\u00bb\u00bf)?\s*ISO-10303-21\s*;/.test(head.toString('latin1'));
}

/** The schema that a header names; undefined where it names none in its first 64 KiB. */
export async function stepSchema(head: Buffer, bytes: ModelBytes): Promise<StepSchema | undefined> {
  const near = schemaIn(head);
  if (near !== undefined || /\bDATA\s*[;(]/.test(head.toString('latin1'))) return near;
  return bytes.size > head.length ? schemaIn(await bytes.read(0, FAR_BYTES)) : undefined;
}

/** As {@link stepSchema}, of the bytes that are given. */
export function schemaIn(head: Buffer): StepSchema | undefined {
  const text = head.toString('latin1').replace(/\/\*.*?\*\//gs, ' ');
  const written = /FILE_SCHEMA\s*\(\s*\(\s*'([^']*)'/i.exec(text)?.[1]?.trim().toUpperCase();
  if (written === undefined || written === '') return undefined;
  const [, name = '', number] = /^([\w.-]*)\s*(?:\{\s*1\s+0\s+10303\s+(\d+))?/.exec(written) ?? [];
  if (name.startsWith('IFC')) return { kind: 'ifc', version: name.slice(0, MAX_SCHEMA_CHARACTERS) };
  const protocol = PROTOCOLS[name] ?? /^AP\d{3}/.exec(name)?.[0] ?? (number === undefined ? undefined : `AP${number}`);
  return { kind: 'step', version: protocol ?? (name === '' ? written : name).slice(0, MAX_SCHEMA_CHARACTERS) };
}

/** True where the last 64 KiB have the line with which every STEP physical file ends. */
export async function hasStepEnd(bytes: ModelBytes): Promise<boolean> {
  if (endsIn(await tailOf(bytes, NEAR_BYTES))) return true;
  // Signatures, and what some programs leave behind, come after it.
  return bytes.size > NEAR_BYTES && endsIn(await tailOf(bytes, FAR_BYTES));
}

function endsIn(tail: Buffer): boolean {
  return /END-ISO-10303-21\s*;/i.test(tail.toString('latin1'));
}
