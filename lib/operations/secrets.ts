import { z } from 'zod';

/** What of an environment variable or a mounted file stands for a secret. */
const REFERENCE = /^\$\{[^{}]+\}$/;

/** A field that only a reference may stand for. What stands there is never told: it may be the secret itself. */
export const secretReference = z.unknown().refine((value) => typeof value === 'string' && REFERENCE.test(value), {
  error: 'is a secret: give a reference, "${NAME}" or "${file:PATH}"',
});

/** Shorter secrets may stand within ordinary texts: there they are looked for as the whole text only. */
const MIN_CONTAINED_LENGTH = 16;

/**
 * An answer without the fields that hold secrets: those of these names (in lower case), and those whose text is, or has in it, one of
 * these values.
 */
export function withoutSecrets(value: unknown, names: ReadonlySet<string>, values: readonly string[] = []): unknown {
  const isSecret = (inner: unknown): boolean =>
    typeof inner === 'string' &&
    values.some((one) => one !== '' && (inner === one || (one.length >= MIN_CONTAINED_LENGTH && inner.includes(one))));
  if (Array.isArray(value)) {
    return value.filter((inner) => !isSecret(inner)).map((inner) => withoutSecrets(inner, names, values));
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, inner]) => !names.has(name.toLowerCase()) && !isSecret(inner));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutSecrets(inner, names, values)]));
}
