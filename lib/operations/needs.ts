import type { RequestProblem } from '../requests/problems.ts';
import type { FieldNeed } from './definition.ts';

/** The fields that an input lacks because of what else it has. */
export function neededFields(
  needs: readonly FieldNeed[] | undefined,
  input: Readonly<Record<string, unknown>>,
): RequestProblem[] {
  return (needs ?? []).flatMap(({ when, is, fields }) => {
    const given = input[when];
    if (given === undefined || given === '' || (is !== undefined && given !== is)) return [];
    const message = is === undefined ? `is required with ${when}` : `is required where ${when} is ${is}`;
    return fields.filter((name) => input[name] === undefined).map((name) => ({ path: [name], message }));
  });
}
