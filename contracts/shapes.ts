import { isWellFormed } from './well-formed.ts';

/** Tells whether a value of unknown origin has a shape. Values that are worth a message are checked by schemas elsewhere. */
export type Check = (value: unknown) => boolean;

/** A text that can be written as UTF-8. */
export const isText: Check = (value) => typeof value === 'string' && isWellFormed(value);

/** A number that JSON can hold. */
export const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);

/** 0, 1, 2, … */
export const isCount: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** 1, 2, 3, … */
export const isPositive: Check = (value) => isCount(value) && value !== 0;

export const isBoolean: Check = (value) => typeof value === 'boolean';

/** A text that a pattern has all of. */
export const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

/** One of some values. */
export const oneOf =
  (values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);

/** Absent, or of a shape. */
export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** A list of so many elements at most, each of a shape. */
export const listOf =
  (check: Check, most = Number.POSITIVE_INFINITY): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(check);

/** An object whose members are all of a shape. */
export const mapOf =
  (check: Check): Check =>
  (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(check);

/** An object in which each member of `T` has its shape; what it has beside them is not looked at. */
export function shaped<T>(members: { readonly [Key in keyof T]-?: Check }): (value: unknown) => value is T {
  const checks = Object.entries<Check>(members);
  return (value): value is T => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const has: Record<string, unknown> = { ...value };
    return checks.every(([key, check]) => check(has[key]));
  };
}
