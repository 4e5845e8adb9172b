import type { RequestProblem } from '../requests/problems.ts';

/**
 * What becomes of a call that is made a second time, its first outcome being unknown. `read`: it changes nothing. `repeatable`:
 * it leaves what the first one left. `once`: it may have an effect of its own, or be refused.
 */
export type OperationEffect = 'read' | 'repeatable' | 'once';

/** A field of an operation's input. */
export interface OperationField {
  /** One that lies within another is named by its place: `page.curPage`, `fileList[].Name`. */
  name: string;
  /** `added`: by the platform's session, where the caller leaves it out. */
  need: 'required' | 'optional' | 'added';
  /** What it is, with the vendor's meaning of each code. */
  text: string;
}

/** Fields that are required where another one is given, or has a certain value. */
export interface FieldNeed {
  when: string;
  is?: string;
  fields: readonly string[];
}

/** One operation of a platform's API, for those who call it by name. */
export interface OperationInfo {
  /** What it is called by: its name, behind its method where several operations have that. */
  id: string;
  /** The last two segments of the vendor's path: `role/querySaasRoleList`. */
  name: string;
  /** HTTP method. */
  method: string;
  /** Path below the platform's origin, or the setting that has its whole address. */
  path: string;
  /** What it does. */
  text: string;
  effect: OperationEffect;
  fields: readonly OperationField[];
  /** Fields of its input that are taken by reference only. */
  secrets: readonly string[];
  /** The command that does it, where it carries a file's bytes or is no call at all. */
  command?: string;
}

/** The operations of a kind of platform. */
export interface OperationTable {
  operations: readonly OperationInfo[];
  /** What is wrong with an input, secrets in it being references. */
  problems(id: string, input: Readonly<Record<string, unknown>>): readonly RequestProblem[];
  /** What is to be known before a call is made. */
  caution(id: string, input: Readonly<Record<string, unknown>>): string | undefined;
}
