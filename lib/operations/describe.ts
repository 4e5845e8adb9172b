/** Operations of kinds whose endpoints have schemas: what the schemas do not say is said in words, once, beside them. */
import { z } from 'zod';
import { parseBySchema } from '../requests/schema-problems.ts';
import type { FieldNeed, OperationEffect, OperationField, OperationInfo, OperationTable } from './definition.ts';
import { neededFields } from './needs.ts';
import { secretReference } from './secrets.ts';

/** What a field is; of one that is a record, or a list of records, what the fields within are. */
export type FieldWords = string | { text: string; isSecret?: true; fields?: Readonly<Record<string, FieldWords>> };

/** An operation, as far as its schema does not tell it. */
export interface OperationWords<Name extends string = string> {
  /** What it does. */
  text: string;
  effect: OperationEffect;
  /** Every field of its input. */
  fields: Readonly<Record<Name, FieldWords>>;
  /** Those that the platform's session adds where a caller leaves them out. */
  added?: readonly Name[];
  needs?: readonly FieldNeed[];
  /** See `OperationInfo`. */
  command?: string;
  /** What is to be known before it is called. */
  caution?(input: Readonly<Record<string, unknown>>): string | undefined;
  /** Its address in words, where that is none below the platform's origin. */
  address?: string;
}

/** An operation, with the schema of its input. */
export interface DescribedOperation extends OperationWords {
  input: z.ZodObject;
}

/** The operations of a kind, by the names of its endpoints. */
export interface DescribedTable<Name extends string> extends OperationTable {
  /** The endpoint of an operation. Error: `RangeError` for an id that is none. */
  endpointOf(id: string): Name;
}

/** The words about an operation; every field of its input has to have some. */
export function operation<Input extends z.ZodObject>(
  input: Input,
  words: OperationWords<keyof z.input<Input> & string>,
): DescribedOperation {
  return { ...(words as OperationWords), input }; // as: the names of fields are texts
}

/** A field, with the vendor's meaning of each code. */
export function code(text: string, codes: Readonly<Record<string, string>>): string {
  const told = Object.entries(codes).map(([one, meaning]) => `${one} ${meaning}`);
  return `${text}: ${told.join(', ')}`;
}

/** A field that is taken by reference only. */
export function secret(text: string): FieldWords {
  return { text: `${text} (a secret: by reference only)`, isSecret: true };
}

/** A record, or a list of records. */
export function record(text: string, fields: Readonly<Record<string, FieldWords>>): FieldWords {
  return { text, fields };
}

/** Makes the table of a kind: each endpoint with its words. */
export function describeOperations<Name extends string>(
  endpoints: Readonly<Record<Name, { method: string; path: string }>>,
  operations: Readonly<Record<Name, DescribedOperation>>,
): DescribedTable<Name> {
  const names = Object.keys(endpoints) as Name[]; // as: the keys of this very object
  const nameOf = (key: Name) => endpoints[key].path.split('/').slice(-2).join('/') || key;
  const isShared = (name: string) => names.filter((key) => nameOf(key) === name).length > 1;
  const keys = new Map<string, Name>();
  const infos = names.map((key): OperationInfo => {
    const { method, path } = endpoints[key];
    const { text, effect, command, address } = operations[key];
    const name = nameOf(key);
    const id = isShared(name) ? `${method} ${name}` : name;
    keys.set(id, key);
    return {
      id,
      name,
      method,
      path: address ?? path,
      text,
      effect,
      fields: fieldsOf(operations[key]),
      secrets: secretsOf(operations[key]),
      ...(command === undefined ? {} : { command }),
    };
  });
  const endpointOf = (id: string): Name => {
    const key = keys.get(id);
    if (key === undefined) throw new RangeError(`there is no operation ${id}`);
    return key;
  };
  return {
    operations: infos,
    endpointOf,
    problems(id, input) {
      const described = operations[endpointOf(id)];
      const parsed = parseBySchema(schemaOf(described), input);
      return 'data' in parsed ? neededFields(described.needs, input) : parsed.problems;
    },
    caution: (id, input) => operations[endpointOf(id)].caution?.(input),
  };
}

/** The values of an input's secrets, once they are known. */
export function secretValuesOf(described: DescribedOperation, input: Readonly<Record<string, unknown>>): string[] {
  return secretsOf(described).flatMap((name) => {
    const value = input[name];
    return typeof value === 'string' ? [value] : [];
  });
}

/** What a session adds to an input. */
export function addedTo(
  { added = [] }: DescribedOperation,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(added.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
}

function secretsOf({ fields }: OperationWords): string[] {
  return Object.entries(fields).flatMap(([name, words]) =>
    typeof words === 'object' && words.isSecret === true ? [name] : [],
  );
}

/** An input as a caller gives it: without what is added, and with references in place of secrets. */
function schemaOf(described: DescribedOperation): z.ZodType {
  const { input, added = [] } = described;
  const loosened = added.map((name): [string, z.ZodType] => [name, (input.shape[name] as z.ZodType).optional()]); // as: a field of it
  const optional = loosened.length === 0 ? input : input.extend(Object.fromEntries(loosened));
  const secrets = secretsOf(described).map((name): [string, z.ZodType] => {
    return [name, mayBeLeftOut(optional.shape[name]) ? secretReference.optional() : secretReference];
  });
  const schema = secrets.length === 0 ? optional : optional.extend(Object.fromEntries(secrets));
  // One that takes anything besides says so.
  return schema.def.catchall === undefined ? schema.strict() : schema;
}

function fieldsOf({ input, fields, added = [] }: DescribedOperation): OperationField[] {
  return Object.entries(fields).flatMap(([name, words]) => toldOf(name, words, input.shape[name], added));
}

function toldOf(place: string, words: FieldWords, schema: unknown, added: readonly string[]): OperationField[] {
  const { text, fields = {} } = typeof words === 'string' ? { text: words } : words;
  const need = added.includes(place) ? 'added' : mayBeLeftOut(schema) ? 'optional' : 'required';
  const bare = unwrapped(schema);
  const isList = bare instanceof z.ZodArray;
  const inner = unwrapped(isList ? bare.element : bare);
  return [
    { name: place, need, text },
    ...Object.entries(fields).flatMap(([name, further]) =>
      toldOf(
        `${place}${isList ? '[]' : ''}.${name}`,
        further,
        inner instanceof z.ZodObject ? inner.shape[name] : undefined,
        [],
      ),
    ),
  ];
}

function mayBeLeftOut(schema: unknown): boolean {
  return !(schema instanceof z.ZodType) || schema.safeParse(undefined).success;
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
}
