import type { ErrorInfo, ErrorType } from '../../contracts/errors.ts';
import { say, spokenLanguage } from '../../lib/words/say.ts';
import { printable } from './text.ts';

/** A type of error as people know it, with the name by which documents and programs do. */
export function errorName(type: ErrorType): string {
  return spokenLanguage() === 'en' ? type : say('{name} ({type})', { name: say(type), type });
}

/** An error in one line: its type, and what happened. `sayKept`: of what an ingestion has kept. */
export function errorText(
  { type, message }: Pick<ErrorInfo, 'type' | 'message'>,
  sayKept: (kept: string) => string = (kept) => kept,
): string {
  return say('{title}: {text}', { title: errorName(type), text: printable(sayKept(message)) });
}
