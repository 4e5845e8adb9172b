import { say, spokenLanguage } from '../../lib/words/say.ts';

/** Why a file could not be read, as the end of a sentence. `otherwise`: what to say of its text. */
export function whyUnread(error: unknown, otherwise: string): string {
  const code = systemCode(error);
  if (code === 'ENOENT') return say('does not exist');
  if (code !== undefined) return say('{what} ({code})', { what: say('cannot be read'), code });
  const words = error instanceof SyntaxError ? whyNoJson(error) : firstLine(error);
  return say('{title}: {text}', { title: otherwise, text: words });
}

/** Why a file could not be written. */
export function whyUnwritten(error: unknown): string {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return say('the folder does not exist: make it first');
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return say('this user may not write there ({code})', { code });
  if (code === 'EISDIR') return say('a folder is there: name a file');
  if (code === 'ENOSPC') return say('the disk is full');
  return code ?? firstLine(error);
}

/** What is wrong with a text that is no JSON: as the parser says it where people read English, else where it is. */
export function whyNoJson(error: unknown): string {
  const words = firstLine(error);
  if (spokenLanguage() === 'en') return words;
  const [, position] = /position (\d+)/.exec(words) ?? [];
  return position === undefined
    ? say('its text is no whole JSON')
    : say('its text is no JSON at character {position}', { position: Number(position) + 1 });
}

function firstLine(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.split('\n', 1)[0] ?? '';
}

/** The code of an error of the system; what is wrong with a text has none, or one of its parser. */
function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined;
}
