/** A schema of the gateway's description, as far as fields are made of it. */
export interface Schema {
  $ref?: string;
  description?: string;
  type?: string;
  format?: string;
  enum?: (string | number)[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  additionalProperties?: boolean | Schema;
  maxLength?: number;
}

/** The part of `/openapi.json` that requests are made by. */
export interface Description {
  paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } } | undefined> | undefined
  >;
  components: { schemas: Record<string, Schema> };
  /** Extensions of what is taken of a folder, in lower case. */
  'x-source-extensions'?: string[];
}

/** A platform that takes files, and what a request to it looks like. */
export interface Target {
  platform: string;
  schema: Schema;
}

/** Follows a reference; what stands beside it counts more. */
export function resolve({ components }: Description, { $ref, ...own }: Schema): Schema {
  if ($ref === undefined) return own;
  const named = components.schemas[$ref.replace('#/components/schemas/', '')];
  return named === undefined ? own : { ...resolve({ components, paths: {} }, named), ...own };
}

/** Every configured platform that takes files. */
export function targetsOf(description: Description): Target[] {
  const body = description.paths['/v1/ingestions']?.['post']?.requestBody?.content['application/json']?.schema;
  const whole = body === undefined ? {} : resolve(description, body);
  return (whole.anyOf ?? [whole]).flatMap((one) => {
    const schema = resolve(description, one);
    const names = resolve(description, schema.properties?.['platform'] ?? {}).enum ?? [];
    return names.map((platform) => ({ platform: String(platform), schema }));
  });
}

/** True of an object whose keys are those of its sender: they are typed as `KEY=VALUE`, one in a line. */
export function hasOwnKeys({ type, properties, additionalProperties }: Schema): boolean {
  return type === 'object' && properties === undefined && typeof additionalProperties === 'object';
}

/** What was typed into the fields of a schema: texts, yes or no, and objects of such; what was left empty is not there. */
export type Typed = string | boolean | { [key: string]: Typed };

/** The kinds of plain values that a field may have, where it has no keys of its own: a number, or one of some names. */
export function plainForms(description: Description, { anyOf }: Schema): Schema[] | undefined {
  const forms = anyOf?.map((form) => resolve(description, form));
  return forms?.every((form) => form.properties === undefined) === true ? forms : undefined;
}

/** Which of several forms was chosen: its position. What is typed into each stands beside it under `of POSITION`. */
export function chosenOf(typed: { [key: string]: Typed }): string {
  const choice = typed['choice'];
  return typeof choice === 'string' ? choice : '0';
}

/** The request that typed fields make. */
export function valueOf(description: Description, given: Schema, typed: Typed | undefined): unknown {
  const schema = resolve(description, given);
  const plain = plainForms(description, schema);
  if (schema.anyOf !== undefined && plain === undefined) {
    if (typeof typed !== 'object') return undefined;
    const position = chosenOf(typed);
    const chosen = schema.anyOf[Number(position)];
    // A form that was chosen is there, so that the gateway says what is missing in it.
    return chosen === undefined ? undefined : (valueOf(description, chosen, typed[`of ${position}`]) ?? {});
  }
  if (typed === undefined || typed === '' || typed === false) return undefined;
  if (typeof typed === 'object') {
    const entries = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
      const value = valueOf(description, property, typed[key]);
      return value === undefined ? [] : [[key, value] as const];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  if (typeof typed === 'boolean') return typed;
  const lines = typed.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  if (schema.type === 'array') return lines.length === 0 ? undefined : lines;
  if (hasOwnKeys(schema)) return lines.length === 0 ? undefined : Object.fromEntries(lines.map(pairOf));
  // The platform's dictionary may have a name for the number: then that is sent.
  const takesNumber = (plain ?? [schema]).some(({ type }) => type === 'integer' || type === 'number');
  const isNumber = takesNumber && /^\s*-?\d+(?:\.\d+)?\s*$/.test(typed);
  return isNumber ? Number(typed) : typed;
}

/** A line without an equals sign has no value, which the gateway says. */
function pairOf(line: string): [key: string, value: string] {
  const [, key = line, value = ''] = /^([^=]*)=(.*)$/.exec(line) ?? [];
  return [key.trim(), value.trim()];
}
