import { z } from 'zod';
import { isRecord } from '../lib/config/file.ts';
import { COMPONENT_KEY, type Component, SHOWN_AS_KEY } from '../lib/requests/component.ts';
import type { Dictionary, DictionaryPlaces } from '../lib/requests/dictionary.ts';

/**
 * The schema of a request, shown with the names that the configuration gives to values: `type` is a number, or one of these. It
 * checks what it checked before: names are replaced by what they stand for before a request is checked.
 */
export function showingNames<S extends z.ZodType>(
  schema: S,
  places: DictionaryPlaces,
  dictionaries: readonly Dictionary[],
): S {
  const named = Object.entries(places).flatMap(([key, place]) => {
    const names = [...new Set(dictionaries.flatMap((dictionary) => Object.keys(dictionary[key] ?? {})))];
    return names.length === 0 ? [] : [{ place, names }];
  });
  if (named.length === 0) return schema;
  const plain: unknown = z.toJSONSchema(schema, { io: 'input' });
  const shown = named.reduce((whole, { place, names }) => withNamesAt(whole, place, names), plain);
  return schema.meta({ ...schema.meta(), [SHOWN_AS_KEY]: shown });
}

/** A JSON schema with names for one of its places, in each form that has it. What has another form then has a name of its own. */
function withNamesAt(schema: unknown, place: readonly string[], names: readonly string[]): unknown {
  const [key, ...rest] = place;
  if (!isRecord(schema)) return schema;
  if (key === undefined) {
    const { description, ...value } = schema;
    return {
      description,
      anyOf: [value, { type: 'string', enum: names, description: 'A name of the configuration.' }],
    };
  }
  const shown = schema[SHOWN_AS_KEY];
  if (shown !== undefined) return { ...schema, [SHOWN_AS_KEY]: withNamesAt(shown, place, names) };
  const forms = schema['anyOf'];
  if (Array.isArray(forms)) return { ...schema, anyOf: forms.map((form) => withNamesAt(form, place, names)) };
  const properties = schema['properties'];
  if (!isRecord(properties) || !isRecord(properties[key])) return schema;
  const changed = { ...schema, properties: { ...properties, [key]: withNamesAt(properties[key], rest, names) } };
  const component = schema[COMPONENT_KEY] as Component | undefined; // as: put there by `component`
  return component === undefined ? changed : { ...changed, [COMPONENT_KEY]: withOwnName(component) };
}

function withOwnName(component: Component): Component {
  const suffix = 'WithNames';
  return component.name.endsWith(suffix) ? component : { ...component, name: `${component.name}${suffix}` };
}
