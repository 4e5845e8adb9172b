/**
 * The header `user-params` has all parameters of a call once more, encoded: a Chinese character takes nine bytes there. Servers take
 * some 16 KiB of headers in all; the others of a call stay below the rest.
 */
export const MAX_USER_PARAMS_BYTES = 15 * 1024;

/** Encodes parameters as `application/x-www-form-urlencoded` does, in UTF-8: a blank becomes `+`, a `+` becomes `%2B`. */
export function encodeUserParams(parameters: string): string {
  return new URLSearchParams([['', parameters]]).toString().slice(1);
}
