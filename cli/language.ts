import { LANGUAGES, type Language, languageOf } from '../lib/words/words.ts';

/** The language of `--lang`, else of the environment; on Windows, which sets none of its variables, of the system. */
export function chosenLanguage(lang: string | undefined, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Language {
  const named = LANGUAGES.find((language) => language === lang);
  return named ?? languageOf(env, platform === 'win32' ? systemLocale : undefined);
}

/** The value of `--lang` among words that are not parsed yet: help and usage errors speak too. */
export function typedLanguage(words: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const word = words[at];
  return word === '--lang' ? words[at + 1] : word?.slice('--lang='.length);
}

function systemLocale(): string {
  return new Intl.DateTimeFormat().resolvedOptions().locale;
}
