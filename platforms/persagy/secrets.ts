import type { Operation } from './operation.ts';

/** Fields of answers that hold secrets, wherever they stand (document: every example of an account; `codeToken`). */
const SECRET_FIELDS = new Set(['password', 'oldpassword', 'newpassword', 'token']);

/** The same answer without the fields that hold secrets. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !SECRET_FIELDS.has(name.toLowerCase()));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutSecrets(inner)]));
}

/** The names of an operation's fields that are secrets. */
export function secretFieldsOf({ required, optional }: Operation): string[] {
  return Object.entries({ ...required, ...optional })
    .filter(([, field]) => field.kind === 'text' && field.isSecret === true)
    .map(([name]) => name);
}
