import { z } from 'zod';
import { schemaWords } from '../config/schema-words.ts';
import { Secret } from '../secret.ts';

/** A setting that a platform cannot do without, as a person is asked for it. */
export interface Question {
  /** Its key. */
  key: string;
  /** It is never shown. */
  isSecret: boolean;
  /** It is an address. */
  isAddress: boolean;
  /** It has parts with names of their own, none or several: what is wrong with a name. Absent of a setting with one value. */
  problemOfPart?(name: string): string | undefined;
  /** What is wrong with an answer, or with that of a part; undefined of a good one. */
  problemOf(answer: string): string | undefined;
}

/** An address that every setting for addresses takes, and that is no text of any other form. */
const ADDRESS = 'http://127.0.0.1';
/** Text that every setting for texts takes, as a value and as the name of a part. */
export const ANY_TEXT = 'x';

/** The questions that make up the settings of a kind of platform: its needed keys in their order, with those of `alsoAsked`. */
export function questionsOf(settings: z.ZodType, alsoAsked: readonly string[] = []): Question[] {
  if (!(settings instanceof z.ZodObject)) return [];
  return Object.entries(settings.shape).flatMap(([key, field]: [string, z.ZodType]) => {
    const isNeeded = !field.safeParse(undefined).success && !(field instanceof z.ZodLiteral);
    return isNeeded || alsoAsked.includes(key) ? [questionOf(key, field)] : [];
  });
}

function questionOf(key: string, field: z.ZodType): Question {
  const { data } = field.safeParse({ [ANY_TEXT]: ANY_TEXT });
  if (data === undefined) {
    return {
      key,
      isSecret: field.safeParse(ANY_TEXT).data instanceof Secret,
      isAddress: field.safeParse(ADDRESS).success && !field.safeParse(ANY_TEXT).success,
      problemOf: (answer) => problemIn(field, answer, answer),
    };
  }
  return {
    key,
    isSecret: Object.values(z.record(z.string(), z.unknown()).parse(data)).every((value) => value instanceof Secret),
    isAddress: false,
    problemOfPart: (name) => problemIn(field, name, { [name]: ANY_TEXT }),
    problemOf: (answer) => problemIn(field, answer, { [ANY_TEXT]: answer }),
  };
}

function problemIn(field: z.ZodType, answer: string, value: unknown): string | undefined {
  if (answer === '') return 'it is needed';
  if (answer.includes('${')) return 'it has a "${": write it into the configuration by hand';
  const issue = field.safeParse(value, { error: schemaWords }).error?.issues[0];
  // The name of a part is checked by a schema of its own, whose words are within.
  const [within] = issue?.code === 'invalid_key' ? issue.issues : [];
  return (within ?? issue)?.message;
}
