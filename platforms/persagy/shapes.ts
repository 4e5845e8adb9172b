/** Checks that follow from the descriptions of fields. */
import { z } from 'zod';
import { neededFields } from '../../lib/operations/needs.ts';
import { secretReference } from '../../lib/operations/secrets.ts';
import type { Field, Fields } from './field.ts';
import { sessionFields } from './fields.ts';
import type { Answer, Operation } from './operation.ts';
import { type RecordName, type RecordShape, records } from './records.ts';

/** How secrets are given: as references, or as they are sent. */
export type SecretForm = 'reference' | 'value';

/** The input of an operation, before the session fills in its part. */
export function inputSchema(operation: Operation, secrets: SecretForm): z.ZodType<Record<string, unknown>> {
  const filledIn = Object.fromEntries(operation.session.map((name) => [name, sessionFields[name]]));
  return z
    .strictObject({
      ...schemas(operation.required, secrets, true),
      ...optional(schemas(operation.optional, secrets, false)),
      ...optional(schemas(filledIn, secrets, true)),
    })
    .check(({ value, issues }) => {
      for (const { path, message } of neededFields(operation.needs, value)) {
        issues.push({ code: 'custom', message, input: value, path: [...path] });
      }
    });
}

/** The fields of something that is written by hand: secrets in it are references. */
export function fieldSchemas(required: Fields, others: Fields): Record<string, z.ZodType> {
  return { ...schemas(required, 'reference', true), ...optional(schemas(others, 'reference', false)) };
}

function schemas(fields: Fields, secrets: SecretForm, isRequired: boolean): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, schemaOf(field, secrets, isRequired)]),
  );
}

function optional(all: Readonly<Record<string, z.ZodType>>): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(all).map(([name, schema]) => [name, schema.optional()]));
}

function schemaOf(field: Field, secrets: SecretForm, isRequired: boolean): z.ZodType {
  switch (field.kind) {
    case 'number': {
      const codes = Object.keys(field.codes ?? {});
      if (codes.length > 0) return z.literal(codes.map(Number));
      return field.min === undefined ? z.int() : z.int().min(field.min);
    }
    case 'flag':
      return z.boolean();
    case 'texts':
      return z.array(z.string().min(1));
    case 'entries':
      return z.array(
        z.strictObject({
          ...schemas(field.required, secrets, true),
          ...optional(schemas(field.optional, secrets, false)),
        }),
      );
    case 'text': {
      if (field.isSecret === true && secrets === 'reference') return secretReference;
      if (field.codes !== undefined && field.isOpen !== true) return z.enum(Object.keys(field.codes));
      return isRequired ? z.string().min(1) : z.string();
    }
  }
}

/** What comes under `content`, as far as it has to be so. */
export function contentSchema(answer: Answer): z.ZodType {
  switch (answer.kind) {
    case 'nothing':
      return z.unknown();
    case 'id': {
      const id = z.union([z.string().min(1), z.number()]).transform(String);
      return answer.isOptional === true ? id.nullish() : id;
    }
    case 'one':
      return recordSchema(answer.record);
    default:
      return z.array(recordSchema(answer.record));
  }
}

const made = new Map<string, z.ZodType>();

/** A record: the fields that it cannot be without, lists of further records, and whatever else there is. */
function recordSchema(name: RecordName): z.ZodType {
  const known = made.get(name);
  if (known !== undefined) return known;
  const { keys, lists = {} }: RecordShape = records[name];
  const key = z.union([z.string(), z.number()]);
  const schema = z.looseObject({
    ...Object.fromEntries(Object.keys(keys).map((field) => [field, key])),
    ...Object.fromEntries(
      Object.entries(lists).map(([field, inner]) => [
        field,
        z.lazy(() => z.array(recordSchema(inner as RecordName)).nullish()), // as: `records` names its own
      ]),
    ),
  });
  made.set(name, schema);
  return schema;
}
