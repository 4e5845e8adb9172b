import { TEXTS_HELP } from './texts-help.ts';

/** Chinese of all that the command line says, by the English that stands in the code. */
export const TEXTS = { ...TEXTS_HELP } as const;

/** Texts that {@link say} says. */
export type ChineseTexts = typeof TEXTS;
