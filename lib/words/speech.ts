import { ENGLISH, type Speech } from './say.ts';
import type { Language } from './words.ts';

/** Makes what says all in a language. Apart from what speaks: the client library speaks English alone, and has no translations. */
export async function speechOf(language: Language): Promise<Speech> {
  if (language === 'en') return ENGLISH;
  const { CHINESE } = await import('./zh/chinese.ts');
  return { language, translate: (text) => (Object.hasOwn(CHINESE, text) ? CHINESE[text] : undefined) };
}
