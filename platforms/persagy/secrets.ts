import type { Operation } from './operation.ts';

/** Fields of answers that hold secrets, in lower case, wherever they stand (document: every example of an account; `codeToken`). */
export const SECRET_FIELDS: ReadonlySet<string> = new Set(['password', 'oldpassword', 'newpassword', 'token']);

/** The names of an operation's fields that are secrets. */
export function secretFieldsOf({ required, optional }: Operation): string[] {
  return Object.entries({ ...required, ...optional })
    .filter(([, field]) => field.kind === 'text' && field.isSecret === true)
    .map(([name]) => name);
}
