import { say, translated } from '../words/say.ts';

/**
 * What the YAML parser says, in the language of the command as far as there is a translation: of a sentence that names something behind
 * a colon what stands before it.
 */
export function parserWords(message: string): string {
  const whole = translated(message);
  const [, title, text] = /^(Invalid escape sequence|.*?:) (.*)$/s.exec(message) ?? [];
  if (whole !== message || title === undefined || text === undefined) return whole;
  return say('{title}: {text}', { title: translated(title.replace(/:$/, '')), text });
}
