import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../lib/config/file.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { COMPONENT_KEY, type Component, SHOWN_AS_KEY } from '../../lib/requests/component.ts';

/** Formats that say all that the pattern beside them says. */
const FORMATS_ENOUGH = new Set(['date-time', 'date']);

/** A document in which named schemas stand where they are used, made into one that refers to them. */
export function withComponents<Document extends object>(
  document: Document,
): { document: Document; schemas: Record<string, object> } {
  const schemas = new Map<string, object>();

  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk);
    if (!isRecord(value)) return value;
    const { [COMPONENT_KEY]: named, [SHOWN_AS_KEY]: shownAs, ...rest } = value;
    if (isRecord(shownAs))
      return walk({ ...shownAs, ...describedAs(rest), ...(named ? { [COMPONENT_KEY]: named } : {}) });
    const walked = Object.fromEntries(
      Object.entries(withoutPattern(rest)).map(([key, child]) => [key, isData(key) ? child : walk(child)]),
    );
    return named === undefined ? walked : refer(named as Component, walked); // as: put there by `component`
  }

  function refer({ name, description, examples }: Component, schema: Record<string, unknown>): object {
    const { description: here, ...rest } = schema;
    const made = { description, ...rest, ...(examples === undefined ? {} : { examples }) };
    const known = schemas.get(name);
    if (known !== undefined && !isDeepStrictEqual(known, made)) {
      throw new ModelrailError('Internal', `two schemas are called ${name}`);
    }
    schemas.set(name, made);
    const reference = { $ref: `#/components/schemas/${name}` };
    return here === undefined || here === description ? reference : { ...reference, description: here };
  }

  const walked = walk(document) as Document; // as: of the same form
  return { document: walked, schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Values that a schema only names. */
function isData(key: string): boolean {
  return key === 'examples' || key === 'example' || key === 'default' || key === 'const' || key === 'enum';
}

function describedAs({ description }: Record<string, unknown>): object {
  return description === undefined ? {} : { description };
}

function withoutPattern(schema: Record<string, unknown>): Record<string, unknown> {
  const { pattern: _pattern, ...rest } = schema;
  return typeof schema['format'] === 'string' && FORMATS_ENOUGH.has(schema['format']) ? rest : schema;
}
