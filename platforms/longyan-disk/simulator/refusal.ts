/** The platform says no: thrown by whatever part decides it, told as `result` 100000 with these words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The envelope of a success (manual: every "返回说明"). */
export function success(data: unknown): Record<string, unknown> {
  return { result: '000000', resultDesc: 'success', data };
}

/** The envelope of a refusal. */
export function refusal(words: string): Record<string, unknown> {
  return { result: '100000', resultDesc: words, data: null };
}
