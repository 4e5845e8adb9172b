import { LANGUAGES, type Language, languageOf } from '../lib/words/words.ts';

/** The language of `--lang`, else of the environment; on Windows, which sets none of its variables, of the system. */
export function chosenLanguage(lang: string | undefined, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Language {
  const named = LANGUAGES.find((language) => language === lang);
  return named ?? languageOf(env, platform === 'win32' ? systemLocale : undefined);
}

/** The value of an option (`--lang`) among words that are not parsed yet: help and usage errors speak too. */
export function typedValue(words: readonly string[], option: string): string | undefined {
  const at = words.findLastIndex((word) => word === option || word.startsWith(`${option}=`));
  const word = words[at];
  return word === option ? words[at + 1] : word?.slice(option.length + 1);
}

function systemLocale(): string {
  return new Intl.DateTimeFormat().resolvedOptions().locale;
}
