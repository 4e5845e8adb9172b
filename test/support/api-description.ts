import { Ajv2020 } from 'ajv/dist/2020.js';
import type { CallInit } from './gateway.ts';

/** A schema of the description, as far as tests look into it. */
export interface DescribedSchema {
  $ref?: string;
  description?: string;
  type?: string;
  enum?: unknown[];
  properties?: Record<string, DescribedSchema>;
  required?: string[];
  items?: DescribedSchema;
  additionalProperties?: DescribedSchema | boolean;
  anyOf?: DescribedSchema[];
  examples?: unknown[];
}

/** A body of a request or an answer. */
export type DescribedContent = Record<
  string,
  { schema: DescribedSchema; examples?: Record<string, { value: unknown }> }
>;

/** A call. */
export interface DescribedOperation {
  operationId: string;
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; description?: string; schema: DescribedSchema }[];
  requestBody?: { required?: boolean; content: DescribedContent };
  responses: Record<string, { description: string; content?: DescribedContent }>;
}

/** `/openapi.json`, as far as tests look into it. */
export interface ApiDescription {
  openapi: string;
  servers: { url: string; description: string }[];
  paths: Record<string, Record<string, DescribedOperation>>;
  components: { schemas: Record<string, DescribedSchema> };
}

/** Every call of a description, with its name as `GET /v1/ingestions`. */
export function operationsOf({ paths }: ApiDescription): { name: string; operation: DescribedOperation }[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Says what is wrong with a value by a schema of the description, in lines; none when it is right. */
export function createCheck(document: ApiDescription): (schema: DescribedSchema, value: unknown) => string[] {
  const formats = { 'date-time': MOMENT, date: /^\d{4}-\d{2}-\d{2}$/ };
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, formats });
  ajv.addSchema(document, 'api');
  return (schema, value) => {
    const text = JSON.stringify(schema).replaceAll('"#/', '"api#/');
    const validate = ajv.compile(JSON.parse(text));
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      [instancePath || '/', message, JSON.stringify(params)].join(' '),
    );
  };
}

/** A call by the template of its path, and the schema of what it answered. */
export interface DescribedCall extends CallInit {
  method: string;
  path: string;
  /** Values of the places in the path. */
  at?: Record<string, string>;
  query?: string;
}

/** The schema of an answer; undefined where the description has none for it. */
export function answerSchema(
  { paths }: ApiDescription,
  { method, path }: DescribedCall,
  status: number,
  contentType: string,
): DescribedSchema | undefined {
  const operation = paths[path]?.[method.toLowerCase()];
  return operation?.responses[status]?.content?.[contentType.split(';')[0] ?? '']?.schema;
}
