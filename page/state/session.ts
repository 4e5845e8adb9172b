import { computed, effect } from '@preact/signals';
import { createSayer, type Sentence } from '../../contracts/sentences.ts';
import { clockText } from '../format.ts';
import { en, type Words } from '../words/en.ts';
import { zh } from '../words/zh.ts';
import { stored } from './stored.ts';

/** Languages of the page, each by its own name. */
export const LANGUAGES = { en: 'English', zh: '中文' } as const;

/** A key of {@link LANGUAGES}. */
export type Language = keyof typeof LANGUAGES;

/** How the page is lit: as the browser wants it, or as was chosen. */
export const THEMES = ['auto', 'light', 'dark'] as const;

const WORDS: Record<Language, Words> = { en, zh };

/** The token of the gateway; empty while none is known. It is kept for the session of this tab, and goes nowhere but to `/v1`. */
export const token = stored(() => sessionStorage, 'modelrail.token', '');

const chosenLanguage = stored(() => localStorage, 'modelrail.language', '');

/** One of {@link THEMES}. */
export const theme = stored(() => localStorage, 'modelrail.theme', 'auto');

/** What was chosen, what the address says, or what the browser prefers. */
export const language = computed<Language>(() => {
  const asked = [
    new URLSearchParams(location.search).get('lang'),
    chosenLanguage.value,
    ...navigator.languages.map((tag) => tag.slice(0, 2)),
  ];
  return asked.find(isLanguage) ?? 'en';
});

/** The words of the language. */
export const words = computed(() => WORDS[language.value]);

/** Makes what says English that was kept of an ingestion in the language, by what was kept with it. */
export function keptSayer({ told }: { told?: readonly Sentence[] }): (english: string) => string {
  const { kept } = words.value;
  return createSayer(
    told,
    (text) => (Object.hasOwn(kept, text) ? kept[text] : undefined),
    (iso) => clockText(iso),
  );
}

/** Chooses a language from now on. */
export function choose(chosen: Language): void {
  // What was chosen by hand counts more than an address that was followed.
  const url = new URL(location.href);
  url.searchParams.delete('lang');
  history.replaceState(null, '', url);
  chosenLanguage.value = chosen;
}

/** True for one of {@link LANGUAGES}. */
export function isLanguage(value: string | null): value is Language {
  return value !== null && Object.hasOwn(LANGUAGES, value);
}

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  document.documentElement.dataset['theme'] = theme.value;
});
