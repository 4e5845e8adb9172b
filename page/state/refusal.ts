import type { Sentence } from '../../contracts/sentences.ts';

/** What is wrong with a request: the place of it, as a JSON pointer, and why. */
export interface FieldError {
  pointer: string;
  detail: string;
  /** By which the detail is said in other languages. */
  told?: Sentence[];
}

/**
 * What was wrong with a request, at the places where its files stand now. `sent`: keys of the files as they were sent; what is about a
 * file that was left out since is gone with it.
 */
export function placedErrors(
  errors: readonly FieldError[],
  sent: readonly string[],
  files: readonly string[],
): FieldError[] {
  return errors.flatMap((error) => {
    const [, position, rest = ''] = /^\/files\/(\d+)(.*)$/.exec(error.pointer) ?? [];
    if (position === undefined) return [error];
    const now = files.indexOf(sent[Number(position)] ?? '');
    return now === -1 ? [] : [{ ...error, pointer: `/files/${now}${rest}` }];
  });
}
