import { z } from 'zod';
import { Secret } from '../secret.ts';

/** A setting that a platform cannot do without, as a person is asked for it. */
export interface Question {
  /** Its key. */
  key: string;
  /** It is never shown. */
  isSecret: boolean;
  /** It is an address. */
  isAddress: boolean;
  /** What is wrong with an answer; undefined of a good one. */
  problemOf(answer: string): string | undefined;
}

/** An address that every setting for addresses takes, and that is no text of any other form. */
const ADDRESS = 'http://127.0.0.1';
const TEXT = 'x';

/** The questions that make up the settings of a kind of platform: its needed keys in their order, with those of `alsoAsked`. */
export function questionsOf(settings: z.ZodType, alsoAsked: readonly string[] = []): Question[] {
  if (!(settings instanceof z.ZodObject)) return [];
  return Object.entries(settings.shape).flatMap(([key, field]: [string, z.ZodType]) => {
    const isNeeded = !field.safeParse(undefined).success && !(field instanceof z.ZodLiteral);
    return isNeeded || alsoAsked.includes(key) ? [questionOf(key, field)] : [];
  });
}

function questionOf(key: string, field: z.ZodType): Question {
  return {
    key,
    isSecret: field.safeParse(TEXT).data instanceof Secret,
    isAddress: field.safeParse(ADDRESS).success && !field.safeParse(TEXT).success,
    problemOf(answer) {
      if (answer === '') return 'it is needed';
      if (answer.includes('${')) return 'it has a "${": write it into the configuration by hand';
      return field.safeParse(answer).error?.issues[0]?.message;
    },
  };
}
