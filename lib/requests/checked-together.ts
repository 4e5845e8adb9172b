import type { z } from 'zod';
import { isRecord } from '../config/file.ts';

/** A request or one of its files, as it came. */
type Given = Readonly<Record<string, unknown>>;

/** Tells what is wrong, and where; the same of several files is told once. */
export type TellProblem = (path: PropertyKey[], message: string) => void;

/**
 * A schema of a request whose files have to fit to what it has for all of them. They are looked at also where something else is
 * wrong, so that all is told at once.
 */
export function checkedTogether<S extends z.ZodType>(
  schema: S,
  check: (request: Given, files: readonly Given[], problem: TellProblem) => void,
): S {
  return schema.superRefine(
    (given, context) => {
      if (!isRecord(given) || !Array.isArray(given['files'])) return;
      const told = new Set<string>();
      const problem: TellProblem = (path, message) => {
        const key = `${path.join('.')} ${message}`;
        if (told.has(key)) return;
        told.add(key);
        context.addIssue({ code: 'custom', path, message });
      };
      const files = given['files'].map((file) => (isRecord(file) ? file : {}));
      check(given, files, problem);
    },
    { when: ({ value }) => isRecord(value) },
  );
}
