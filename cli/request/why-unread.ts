import { say } from '../../lib/words/say.ts';
/** Why a file could not be read, as the end of a sentence. `otherwise`: what to say of its text. */
export function whyUnread(error: unknown, otherwise: string): string {
  const words = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return say('does not exist');
  // An error of the system has a code; what is wrong with a text has none, or one of its parser.
  const why = error instanceof Error && 'syscall' in error ? say('cannot be read') : otherwise;
  return `${why}: ${words.split('\n', 1)[0] ?? ''}`;
}
