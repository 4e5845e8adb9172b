import { ENGLISH, type Speech } from './say.ts';
import type { Language } from './words.ts';

/** Makes what says all in a language. Apart from what speaks: the client library speaks English alone, and has no translations. */
export async function speechOf(language: Language, how: Pick<Speech, 'moment'> = {}): Promise<Speech> {
  if (language === 'en') return { ...ENGLISH, ...how };
  const { CHINESE } = await import('./zh/chinese.ts');
  return { ...how, language, translate: (text) => (Object.hasOwn(CHINESE, text) ? CHINESE[text] : undefined) };
}
