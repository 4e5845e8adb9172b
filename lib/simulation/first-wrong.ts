import type { z } from 'zod';

/** The parameter that a schema finds wrong first, as refusals name it; empty where it is the whole. */
export function firstWrong(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue?.code === 'unrecognized_keys' ? issue.keys.join(',') : (issue?.path.join('.') ?? '');
}
