/** The service says no: thrown by whatever part decides it, told as `status` 0 with these words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The envelope of a success. */
export function success(message: string, data?: unknown): Record<string, unknown> {
  return { ...(data === undefined ? {} : { data }), message, status: 1 };
}

/** The envelope of a refusal. */
export function refusal(words: string): Record<string, unknown> {
  return { data: '', message: words, status: 0 };
}
