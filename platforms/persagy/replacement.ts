import type { Fields } from './field.ts';

/**
 * What an update sends: the record as the platform has it, with what is new over it, for what is left out may be emptied. What the
 * platform tells as a number and takes as a text becomes one; an empty text is left out.
 */
export function replacement(
  fields: Fields,
  row: Readonly<Record<string, unknown>>,
  changed: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const kept = Object.entries(fields).flatMap(([name, field]) => {
    const value = row[name];
    // Lists in a record are not those that an update takes: they would replace links.
    if (value === undefined || value === null || field.kind === 'entries') return [];
    return [[name, field.kind === 'text' && typeof value === 'number' ? String(value) : value] as const];
  });
  return Object.fromEntries(
    Object.entries({ ...Object.fromEntries(kept), ...changed }).filter(([, value]) => value !== ''),
  );
}
