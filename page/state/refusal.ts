import type { Sentence } from '../../contracts/sentences.ts';
import type { Words } from '../words/en.ts';

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

/** A place of a request by the labels of the form: `文件 1 › 名称`. */
export function placeText(pointer: string, { fields, file }: Pick<Words, 'fields' | 'file'>): string {
  const [first = '', ...parts] = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const called = (key: string) => (Object.hasOwn(fields, key) ? fields[key] : undefined) ?? key;
  // What stands in `labels` are keys of those who sent it.
  if (first === 'labels') return [called(first), ...parts].join(' › ');
  if (first !== 'files' || parts.length === 0) return [first, ...parts].map(called).join(' › ');
  const [position, ...below] = parts;
  return [`${file} ${Number(position) + 1}`, ...below.map(called)].join(' › ');
}

/** What is wrong, with the labels of the form beside the keys that it lists, such as those that a new project needs. */
export function withLabels(
  said: string,
  told: readonly Sentence[] = [],
  { fields, brackets, listComma }: Pick<Words, 'fields' | 'brackets' | 'listComma'>,
): string {
  return told.reduce((text, { filling: { keys } }) => {
    if (typeof keys !== 'string') return text;
    const labelled = keys.split(', ').map((key) => {
      const called = Object.hasOwn(fields, key) ? fields[key] : undefined;
      return called === undefined ? key : `${called}${brackets.open}${key}${brackets.close}`;
    });
    return text.replace(keys, () => labelled.join(listComma));
  }, said);
}
